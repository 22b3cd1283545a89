import { A11yModule } from '@angular/cdk/a11y';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  inject,
  output,
  signal,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { JobListReader } from '../../core/jobs/job-list-reader.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { StoryTitles } from '../../core/jobs/story-titles.ts';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';
import { JobRow } from '../../ui/jobs/job-row.ts';

const rowsAtOnce = 30;
const nearEndPx = 600;

/** All jobs of whoever is signed in, newest first; older ones come as one scrolls to them. */
@Component({
  selector: 'tp-jobs-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [A11yModule, Complaint, Icon, JobRow, MatButtonModule, TranslocoDirective],
  templateUrl: './jobs-panel.html',
  styleUrl: './jobs-panel.css',
})
export class JobsPanel {
  readonly closed = output<void>();
  protected readonly jobs = inject(Jobs);
  protected readonly list = inject(JobListReader);

  readonly #rowCount = signal(rowsAtOnce);
  readonly #cursor = signal<string | undefined>(undefined);
  readonly #isReading = signal(false);
  protected readonly shown = computed(() => this.jobs.all().slice(0, this.#rowCount()));

  constructor() {
    inject(StoryTitles).forget();
    void this.readMore();
  }

  /** Shows more rows when the last ones come into sight, and reads older jobs when all that are known are shown. */
  protected showMore(list: HTMLElement): void {
    if (list.scrollHeight - list.scrollTop - list.clientHeight > nearEndPx) return;
    if (this.#rowCount() < this.jobs.all().length) {
      this.#rowCount.update((count) => count + rowsAtOnce);
    } else if (this.#cursor() !== undefined) void this.readMore();
  }

  protected async readMore(): Promise<void> {
    if (this.#isReading()) return;
    this.#isReading.set(true);
    const page = await this.list.readPage(this.#cursor());
    if (page) {
      this.#cursor.set(page.cursor);
      this.jobs.setLoaded();
    }
    this.#isReading.set(false);
  }
}
