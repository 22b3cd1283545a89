import { httpResource } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  signal,
  untracked,
} from '@angular/core';
import { takeUntilDestroyed } from '@angular/core/rxjs-interop';
import { MatButtonModule } from '@angular/material/button';
import { Router, RouterLink } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { storyImportKind, storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import type { ImportJobList } from '@taleport/contracts/story-import';
import type { Upload, UploadList } from '@taleport/contracts/uploads';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { Formats } from '../../core/formats.ts';
import type { Job } from '../../core/jobs/job.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { Complaint } from '../../ui/complaint.ts';
import { focusMover } from '../../ui/focus-mover.ts';
import { Icon } from '../../ui/icon.ts';
import { PackageChoice } from './package-choice.ts';
import { PackageUploads } from './package-uploads.ts';
import { UploadRow } from './upload-row.ts';

/** Where packages come in: those on their way, those that stopped on it, and what became of the others. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    Icon,
    MatButtonModule,
    PackageChoice,
    RouterLink,
    TranslocoDirective,
    UploadRow,
  ],
  templateUrl: './import-page.html',
  styleUrl: './import-page.css',
})
export class ImportPage {
  readonly #api = inject(Api);
  readonly #jobs = inject(Jobs);
  readonly #moveFocus = focusMover();
  readonly #router = inject(Router);
  protected readonly packages = inject(PackageUploads);
  protected readonly formats = inject(Formats);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  protected readonly list = httpResource<ImportJobList>(() => storyImportRoutes.list.url);
  protected readonly onServer = httpResource<UploadList>(() => uploadRoutes.list.url);
  /** Newest first; a check that an import has followed is told of by that. */
  protected readonly imports = computed(() =>
    this.#jobs.all().filter(({ kind, step, otherJobId }) => {
      const isFollowed = step === 'check' && otherJobId !== undefined;
      return kind === storyImportKind && !isFollowed;
    }),
  );
  /** What stopped on its way, and what came whole and was never looked at. */
  protected readonly unfinished = computed(() => {
    const { uploads } = this.onServer.hasValue() ? this.onServer.value() : { uploads: [] };
    const isKnown = new Set(this.#jobs.all().map(({ uploadId }) => uploadId));
    return uploads.filter(({ id, fileName, sizeBytes }) => {
      const isOnItsWay = this.packages
        .uploads()
        .some(({ file }) => file.name === fileName && file.size === sizeBytes);
      return !isKnown.has(id) && !isOnItsWay && this.list.hasValue();
    });
  });

  constructor() {
    effect(() => {
      const { jobs } = this.list.hasValue() ? this.list.value() : { jobs: [] };
      untracked(() => this.#jobs.merge(jobs));
    });
    this.packages.checked.pipe(takeUntilDestroyed()).subscribe(({ jobId }) => {
      // Whoever still sends another package stays here.
      if (this.packages.uploads().length <= 1) void this.#router.navigate(['/import', jobId]);
    });
  }

  protected send(files: readonly File[]): void {
    for (const file of files) this.packages.send(file);
  }

  protected cancel(file: File): Promise<void> {
    return this.#try(() => this.packages.cancel(file));
  }

  protected giveUp({ id }: Upload): Promise<void> {
    return this.#try(() => this.packages.giveUp(id));
  }

  protected check({ id }: Upload): Promise<void> {
    return this.#try(() => this.packages.check(id));
  }

  protected forget({ jobId }: Job): Promise<void> {
    return this.#try(async () => {
      await this.#api.call(storyImportRoutes.forget, { parameters: { jobId } });
      this.#jobs.forget(jobId);
      // The button that had the focus is gone.
      this.#moveFocus((host) => host.querySelector<HTMLElement>('#imports'));
    });
  }

  protected hasNoResult({ status }: Job): boolean {
    return status === 'Failed' || status === 'Canceled' || status === 'Expired';
  }

  protected percentOf({ receivedBytes, sizeBytes }: Upload): string {
    return this.formats.percent(Math.floor((receivedBytes / sizeBytes) * 100));
  }

  protected stateOf({ step, status, undoneAtUtc }: Job): string {
    if (undoneAtUtc !== undefined) return 'undone';
    if (status !== 'Completed') return status.toLowerCase();
    return step === 'check' ? 'toDecide' : 'imported';
  }

  async #try(work: () => Promise<unknown>): Promise<void> {
    this.problem.set(undefined);
    try {
      await work();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
    this.onServer.reload();
  }
}
