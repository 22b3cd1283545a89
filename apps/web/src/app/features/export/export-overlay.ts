import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { ApiProblem } from '../../core/api-problem.ts';
import { Formats } from '../../core/formats.ts';
import { isActive, type Job } from '../../core/jobs/job.ts';
import { JobActions } from '../../core/jobs/job-actions.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { PackageDownloads } from '../../core/jobs/package-downloads.ts';
import { StoryTitles } from '../../core/jobs/story-titles.ts';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';
import { JobProgressBar } from '../../ui/jobs/job-progress-bar.ts';
import { CurrentExport } from './current-export.ts';
import {
  type PollTrouble,
  StoryExportJobPollingService,
} from './story-export-job-polling-service.ts';

/** Long enough to read that it is there. */
const shownAfterDownloadMs = 8_000;

/** How an export goes on, in a corner of the page where it is in nobody's way. */
@Component({
  selector: 'tp-export-overlay',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, Icon, JobProgressBar, MatButtonModule, TranslocoDirective],
  templateUrl: './export-overlay.html',
  styleUrl: './export-overlay.css',
})
export class ExportOverlay {
  readonly #polling = inject(StoryExportJobPollingService);
  readonly #jobs = inject(Jobs);
  readonly #actions = inject(JobActions);
  readonly #downloads = inject(PackageDownloads);
  readonly #current = inject(CurrentExport);
  readonly #titles = inject(StoryTitles);
  protected readonly formats = inject(Formats);
  readonly address = input.required<{ storyId: string; jobId: string }>();

  /** The newest that this tab has heard of the job, by asking or by the stream. */
  protected readonly exportJobStatus = computed(() => this.#jobs.get(this.address().jobId));
  protected readonly exportJobError = signal<Error | undefined>(undefined);
  protected readonly exportJobLoading = computed(
    () => this.exportJobStatus() === undefined && this.exportJobError() === undefined,
  );
  protected readonly trouble = signal<PollTrouble | undefined>(undefined);
  protected readonly isActive = computed(() => {
    const job = this.exportJobStatus();
    return job !== undefined && isActive(job);
  });
  protected readonly title = computed(() => this.#titles.of(this.address().storyId));
  protected readonly message = computed(() => {
    const message = messageOf(this.exportJobStatus());
    const isHere = message === 'completed' && this.#downloads.hasBegun(this.address().jobId);
    return isHere ? 'downloading' : message;
  });

  constructor() {
    effect((onCleanup) => {
      const { storyId, jobId } = this.address();
      untracked(() => this.exportJobError.set(undefined));
      const polling = this.#polling
        .pollJob({ storyId, jobId, onTrouble: (trouble) => this.trouble.set(trouble) })
        .subscribe({
          next: (job) => this.#jobs.merge([job]),
          error: (error: Error) => this.exportJobError.set(error),
        });
      onCleanup(() => polling.unsubscribe());
    });
    effect((onCleanup) => {
      if (this.exportJobStatus()?.status !== 'Completed') return;
      this.#current.forget();
      if (this.message() !== 'downloading' || this.exportJobStatus()?.warnings.length) return;
      const leaving = setTimeout(() => this.close(), shownAfterDownloadMs);
      onCleanup(() => clearTimeout(leaving));
    });
  }

  protected close(): void {
    this.#current.close();
  }

  protected cancel(job: Job): Promise<void> {
    return this.#try(() => this.#actions.cancel(job));
  }

  protected retry(job: Job): Promise<void> {
    return this.#try(async () => {
      this.#downloads.want(job.jobId);
      await this.#actions.retry(job);
      this.follow();
    });
  }

  /** Begins to ask anew. */
  protected follow(): void {
    this.#current.show(this.address());
  }

  protected download(job: Job): void {
    this.#downloads.download(job);
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.exportJobError.set(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.exportJobError.set(error);
    }
  }
}

/** The name of the text that says where the export is. */
function messageOf(job: Job | undefined): string {
  if (job?.phase === 'canceling') return 'canceling';
  if (job?.status === 'Running' && job.phase === 'preparing') return 'preparing';
  if (job?.status === 'Running' && job.phase === 'assembling') return 'assembling';
  if (!job || isActive(job)) return 'exporting';
  return job.status.toLowerCase();
}
