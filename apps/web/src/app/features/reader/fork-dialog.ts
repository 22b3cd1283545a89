import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MAT_DIALOG_DATA, MatDialogModule, MatDialogRef } from '@angular/material/dialog';
import { Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import type { PublishedDocument } from '@taleport/contracts/catalogue';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { ForkStatusDocument } from '@taleport/contracts/story-fork';
import { creditedNames } from '@taleport/story-model/credited-names';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { isActive } from '../../core/jobs/job.ts';
import { JobFeed } from '../../core/jobs/job-feed.ts';
import { randomKey } from '../../core/random-key.ts';
import { Complaint } from '../../ui/complaint.ts';

/** A story that is to be forked, and the language that it is read in. */
export interface ForkWish {
  readonly story: PublishedDocument;
  readonly language: string;
}

/** Says what an own version is and who is credited in it, makes it, and opens it. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, MatButtonModule, MatDialogModule, TranslocoDirective],
  templateUrl: './fork-dialog.html',
  styleUrl: './fork-dialog.css',
})
export class ForkDialog {
  readonly #api = inject(Api);
  readonly #feed = inject(JobFeed);
  readonly #language = inject(InterfaceLanguage);
  readonly #router = inject(Router);
  readonly #dialog = inject(MatDialogRef<ForkDialog>);
  readonly #wish = inject<ForkWish>(MAT_DIALOG_DATA);
  #isOpen = true;
  /** A request that is sent again after a lost connection makes no second story. */
  #key = randomKey();

  protected readonly document = this.#wish.story.document;
  protected readonly title =
    this.document.title[this.#wish.language] ?? Object.values(this.document.title)[0] ?? '';
  protected readonly names = creditedNames(this.document).join(', ');
  protected readonly job = signal<ForkStatusDocument | undefined>(undefined);
  protected readonly isAsking = signal(false);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly isMaking = computed(() => {
    const job = this.job();
    return this.isAsking() || (job !== undefined && job.status !== 'Failed');
  });

  constructor() {
    this.#dialog.afterClosed().subscribe(() => {
      this.#isOpen = false;
    });
  }

  protected async make(): Promise<void> {
    const { storyId, version } = this.#wish.story;
    this.problem.set(undefined);
    this.isAsking.set(true);
    try {
      const created = await this.#api.call<ForkStatusDocument>(storyForkRoutes.create, {
        parameters: { locale: this.#language.code(), storyId },
        body: { version },
        headers: { 'idempotency-key': this.#key },
      });
      await this.#follow(created);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isAsking.set(false);
    }
  }

  /** Whoever has closed the dialog finds the story by the job. */
  async #follow(created: ForkStatusDocument): Promise<void> {
    let job = created;
    this.#show(job);
    while (isActive(job)) {
      const { storyId, jobId } = job;
      job = await this.#api.call<ForkStatusDocument>(storyForkRoutes.status, {
        parameters: { storyId, jobId },
        headers: { prefer: 'wait=20' },
      });
      this.#show(job);
    }
    this.#key = randomKey();
    if (job.madeStoryId === undefined || !this.#isOpen) return;
    this.#dialog.close();
    await this.#router.navigate(['/stories', job.madeStoryId]);
  }

  #show(job: ForkStatusDocument): void {
    this.job.set(job);
    this.#feed.tell(job);
  }
}
