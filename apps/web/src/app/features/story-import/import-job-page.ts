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
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import type { ImportStatusDocument } from '@taleport/contracts/story-import';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { Clock } from '../../core/clock.ts';
import { Formats } from '../../core/formats.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { isActive, type Job } from '../../core/jobs/job.ts';
import { JobActions } from '../../core/jobs/job-actions.ts';
import { JobFeed } from '../../core/jobs/job-feed.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { StoryTitles } from '../../core/jobs/story-titles.ts';
import { Complaint } from '../../ui/complaint.ts';
import { focusMover } from '../../ui/focus-mover.ts';
import { Icon } from '../../ui/icon.ts';
import { JobProgressBar } from '../../ui/jobs/job-progress-bar.ts';
import { ImportDecisionForm } from './import-decision-form.ts';
import { ImportReportView } from './import-report-view.ts';

/** One package: how its check or its import goes on, what was found in it, and what became of it. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    Icon,
    ImportDecisionForm,
    ImportReportView,
    JobProgressBar,
    MatButtonModule,
    RouterLink,
    TranslocoDirective,
  ],
  templateUrl: './import-job-page.html',
  styleUrl: './import-job-page.css',
})
export class ImportJobPage {
  readonly #api = inject(Api);
  readonly #actions = inject(JobActions);
  readonly #jobs = inject(Jobs);
  readonly #language = inject(InterfaceLanguage);
  readonly #feed = inject(JobFeed);
  readonly #titles = inject(StoryTitles);
  readonly #router = inject(Router);
  readonly #clock = inject(Clock);
  readonly #moveFocus = focusMover();
  protected readonly formats = inject(Formats);
  /** From the address. */
  readonly jobId = input.required<string>();

  protected readonly job = computed(() => this.#jobs.get(this.jobId()));
  protected readonly loadProblem = signal<ApiProblem | undefined>(undefined);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly isGone = computed(() => this.loadProblem()?.isRetryable === false);
  protected readonly state = computed(() => stateOf(this.job()));
  protected readonly isActive = computed(() => isActive(this.job() ?? { status: 'Failed' }));
  /** The story was changed since it was decided: trying the same again would end the same. */
  protected readonly isOutdated = computed(
    () => this.job()?.error?.code === 'story_changed_since_check',
  );
  /** Of the story that the import has made or changed. */
  protected readonly storyTitle = computed(() => {
    const { storyId } = this.job() ?? {};
    return storyId === undefined ? undefined : this.#titles.of(storyId);
  });
  protected readonly canUndo = computed(() => {
    const { undoUntilUtc, undoneAtUtc } = this.job() ?? {};
    if (undoUntilUtc === undefined || undoneAtUtc !== undefined) return false;
    return Date.parse(undoUntilUtc) > this.#clock.now();
  });

  constructor() {
    effect(() => {
      this.jobId();
      untracked(() => void this.load());
    });
  }

  protected async load(): Promise<void> {
    this.loadProblem.set(undefined);
    try {
      const parameters = { jobId: this.jobId() };
      const { status } = storyImportRoutes;
      this.#jobs.merge([await this.#api.call<ImportStatusDocument>(status, { parameters })]);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.loadProblem.set(error);
    }
  }

  protected async follow({ jobId }: ImportStatusDocument): Promise<void> {
    await this.#router.navigate(['/import', jobId]);
    this.#moveFocus((host) => host.querySelector<HTMLElement>('h1'));
  }

  /** Another check of the same package, in place of the one whose report is outdated. */
  protected checkAgain(job: Job): Promise<void> {
    return this.#try(async () => {
      const { uploadId, step, jobId, otherJobId } = job;
      const again = await this.#api.call<ImportStatusDocument>(storyImportRoutes.create, {
        parameters: { locale: this.#language.code() },
        body: { uploadId },
      });
      this.#feed.tell(again);
      const outdated = step === 'check' ? jobId : otherJobId;
      await this.#api.call(storyImportRoutes.remove, { parameters: { jobId: outdated ?? '' } });
      await this.follow(again);
    });
  }

  protected cancel(job: Job): Promise<void> {
    return this.#try(() => this.#actions.cancel(job));
  }

  protected retry(job: Job): Promise<void> {
    return this.#try(() => this.#actions.retry(job));
  }

  protected undo({ jobId }: Job): Promise<void> {
    return this.#try(async () => {
      const parameters = { jobId };
      const { undo } = storyImportRoutes;
      this.#feed.tell(await this.#api.call<ImportStatusDocument>(undo, { parameters }));
      this.#moveFocus((host) => host.querySelector<HTMLElement>('h1'));
    });
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

/** The name of the text that says where a package is. */
function stateOf(job: Job | undefined): string {
  if (!job) return 'loading';
  if (job.phase === 'canceling') return 'canceling';
  if (isActive(job)) return job.step === 'apply' ? 'importing' : 'checking';
  if (job.status !== 'Completed') return job.status.toLowerCase();
  if (job.undoneAtUtc !== undefined) return 'undone';
  return job.step === 'apply' ? 'imported' : 'checked';
}
