import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatCheckboxModule } from '@angular/material/checkbox';
import { MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import type { JobStatus } from '@taleport/contracts/jobs';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { PublishCheck, PublishStatusDocument } from '@taleport/contracts/story-publish';
import { Api } from '../../../core/api.ts';
import { ApiProblem } from '../../../core/api-problem.ts';
import { InterfaceLanguage } from '../../../core/interface-language.ts';
import { JobFeed } from '../../../core/jobs/job-feed.ts';
import { LanguageNames } from '../../../core/language-names.ts';
import { Complaint } from '../../../ui/complaint.ts';
import { JobProgressBar } from '../../../ui/jobs/job-progress-bar.ts';
import { FindingList } from '../check/finding-list.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { OpenStory } from '../open-story.ts';
import { StoryAddress } from './story-address.ts';

type Finding = PublishCheck['findings'][number];
type Step = 'checking' | 'checked' | 'hiding' | 'publishing' | 'published' | 'canceled' | 'failed';

const endedSteps: Partial<Record<JobStatus, Step>> = {
  Completed: 'published',
  Canceled: 'canceled',
};

/** The check list, then the job, then the address of the story. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FindingList,
    JobProgressBar,
    MatButtonModule,
    MatCheckboxModule,
    MatDialogModule,
    StoryAddress,
    TranslocoDirective,
  ],
  templateUrl: './publish-dialog.html',
  styleUrl: './publish-dialog.css',
})
export class PublishDialog {
  readonly #api = inject(Api);
  readonly #saver = inject(DraftSaver);
  readonly #feed = inject(JobFeed);
  readonly #language = inject(InterfaceLanguage);
  readonly #dialog = inject(MatDialogRef<PublishDialog>);
  protected readonly story = inject(OpenStory);
  protected readonly names = inject(LanguageNames);

  protected readonly step = signal<Step>('checking');
  protected readonly check = signal<PublishCheck | undefined>(undefined);
  protected readonly job = signal<PublishStatusDocument | undefined>(undefined);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  /** The languages that readers get; undefined until it is known how far each is. */
  protected readonly chosen = signal<readonly string[] | undefined>(undefined);
  /** Whether what is shown is of another choice of languages. */
  protected readonly isLooking = signal(false);
  protected readonly languages = computed(() => this.check()?.languages ?? []);
  protected readonly counts = computed(() => this.check()?.counts ?? { errors: 0, warnings: 0 });
  protected readonly errors = computed(() => this.#findings('error'));
  protected readonly warnings = computed(() => this.#findings('warning'));
  protected readonly isShown = computed(() => this.check()?.isShown === true);
  protected readonly canAsk = computed(
    () =>
      !this.problem() && !this.isShown() && ['checked', 'canceled', 'failed'].includes(this.step()),
  );
  /** There is nothing that one could put off. */
  protected readonly isOver = computed(() =>
    this.step() === 'checked' ? this.isShown() : ['publishing', 'published'].includes(this.step()),
  );
  protected readonly isPublished = computed(
    () => typeof this.story.known()?.publishedVersion === 'number',
  );
  protected readonly address = computed(() => {
    const slug = this.job()?.slug ?? this.story.known()?.slug ?? '';
    return new URL(`/catalogue/${slug}`, location.href).href;
  });

  /** The name of the text that says how far the job is, where that is more than that it publishes. */
  protected readonly where = computed(() => {
    const job = this.job();
    if (job?.phase === 'publishing') return undefined;
    if (job?.phase !== undefined) return `jobs.phase.${job.phase}`;
    return job && `jobs.status.${job.status}`;
  });

  constructor() {
    void this.start();
  }

  /** What is written is saved first: the check is of the draft that would be published. */
  protected start(): Promise<void> {
    return this.#try(async () => {
      this.step.set('checking');
      await this.#saver.flush();
      this.story.reload();
      await this.#look();
      if (this.chosen() === undefined) await this.#chooseReady();
      this.step.set('checked');
    });
  }

  protected setLanguage(language: string, isWanted: boolean): Promise<void> {
    const chosen = this.chosen()?.filter((each) => each !== language) ?? [];
    this.chosen.set(isWanted ? [...chosen, language] : chosen);
    return this.#try(() => this.#look());
  }

  protected publish(): Promise<void> {
    return this.#try(async () => {
      this.job.set(undefined);
      this.step.set('publishing');
      const created = await this.#api.call<PublishStatusDocument>(storyPublishRoutes.create, {
        parameters: this.#parameters(),
        headers: { 'if-match': `"${this.check()?.draftRevision}"` },
        body: { languages: this.chosen() },
      });
      await this.#follow(created);
    });
  }

  protected unpublish(): Promise<void> {
    return this.#try(async () => {
      await this.#api.call(storyPublishRoutes.unpublish, { parameters: this.#parameters() });
      this.story.reload();
      this.#dialog.close();
    });
  }

  protected close(): void {
    this.#dialog.close();
  }

  /** Who adds a language to a story can go on publishing the others. */
  async #chooseReady(): Promise<void> {
    const languages = this.languages();
    const wanted = languages.filter(({ isReady }, index) => isReady || index === 0);
    this.chosen.set(wanted.map(({ language }) => language));
    if (wanted.length < languages.length) await this.#look();
  }

  /** Looks at what readers would get in the chosen languages. */
  async #look(): Promise<void> {
    const languages = this.chosen();
    this.isLooking.set(true);
    const check = await this.#api.call<PublishCheck>(storyPublishRoutes.check, {
      parameters: this.#parameters(),
      query: { ...(languages && { languages: languages.join() }) },
    });
    // The answer to another choice is not for this one.
    if (this.chosen() !== languages) return;
    this.check.set(check);
    this.isLooking.set(false);
  }

  async #follow(created: PublishStatusDocument): Promise<void> {
    let job = created;
    this.#show(job);
    while (job.status === 'Queued' || job.status === 'Running') {
      job = await this.#api.call<PublishStatusDocument>(storyPublishRoutes.status, {
        parameters: { storyId: this.story.id(), jobId: job.jobId },
        headers: { prefer: 'wait=20' },
      });
      this.#show(job);
    }
    this.step.set(endedSteps[job.status] ?? 'failed');
    this.story.reload();
  }

  #show(job: PublishStatusDocument): void {
    this.job.set(job);
    this.#feed.tell(job);
  }

  async #try(work: () => Promise<void>): Promise<void> {
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
  }

  #findings(severity: Finding['severity']): Finding[] {
    return this.check()?.findings.filter((finding) => finding.severity === severity) ?? [];
  }

  #parameters(): { locale: string; storyId: string } {
    return { locale: this.#language.code(), storyId: this.story.id() };
  }
}
