import { ChangeDetectionStrategy, Component, computed, inject, input, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { ApiProblem } from '../../core/api-problem.ts';
import { Clock } from '../../core/clock.ts';
import { Formats } from '../../core/formats.ts';
import { isActive, type Job } from '../../core/jobs/job.ts';
import { JobActions } from '../../core/jobs/job-actions.ts';
import { PackageDownloads } from '../../core/jobs/package-downloads.ts';
import { StoryTitles } from '../../core/jobs/story-titles.ts';
import { Complaint } from '../complaint.ts';
import { Icon } from '../icon.ts';
import { JobProgressBar } from './job-progress-bar.ts';
import { JobTimeline } from './job-timeline.ts';

/** A job in a list, with what can be done about it. */
@Component({
  selector: 'tp-job-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    Icon,
    JobProgressBar,
    JobTimeline,
    MatButtonModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './job-row.html',
  styleUrl: './job-row.css',
})
export class JobRow {
  readonly #actions = inject(JobActions);
  readonly #downloads = inject(PackageDownloads);
  readonly #titles = inject(StoryTitles);
  readonly #clock = inject(Clock);
  protected readonly formats = inject(Formats);
  readonly job = input.required<Job>();

  /**
   * Null where the story is gone, undefined while its title is not known or where the job has no story. The original of a fork
   * may be somebody else's, whose title only the job knows.
   */
  protected readonly title = computed(() => {
    const { storyId, originalTitle } = this.job();
    return originalTitle ?? (storyId === undefined ? undefined : this.#titles.of(storyId));
  });
  protected readonly isActive = computed(() => isActive(this.job()));
  /** How long the package is still there, in words. */
  protected readonly keptFor = computed(() => {
    const { status, expiresAtUtc } = this.job();
    if (status !== 'Completed' || expiresAtUtc === undefined) return undefined;
    const seconds = (Date.parse(expiresAtUtc) - this.#clock.now()) / 1000;
    return this.formats.duration(Math.max(0, seconds));
  });
  protected readonly showsTimeline = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  protected cancel(): Promise<void> {
    return this.#try(() => this.#actions.cancel(this.job()));
  }

  protected retry(): Promise<void> {
    return this.#try(() => this.#actions.retry(this.job()));
  }

  protected download(): void {
    this.#downloads.download(this.job());
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
  }
}
