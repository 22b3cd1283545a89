import { computed, DestroyRef, effect, Injectable, inject, signal } from '@angular/core';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import type { ImportStatusDocument } from '@taleport/contracts/story-import';
import type { Upload, UploadList } from '@taleport/contracts/uploads';
import { Subject } from 'rxjs';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { InterfaceLanguage } from '../../core/interface-language.ts';
import { JobFeed } from '../../core/jobs/job-feed.ts';
import { Session } from '../../core/session.ts';
import { PackageSending } from './package-sending.ts';
import type { PackageUpload } from './package-upload.ts';
import { TusClient } from './tus-client.ts';

/** Brings packages to the server and asks for their check, whatever page is open meanwhile. */
@Injectable({ providedIn: 'root' })
export class PackageUploads {
  readonly #api = inject(Api);
  readonly #tus = inject(TusClient);
  readonly #feed = inject(JobFeed);
  readonly #language = inject(InterfaceLanguage);
  readonly #session = inject(Session);
  readonly #uploads = signal<readonly PackageUpload[]>([]);
  readonly #sendings = new Map<File, PackageSending>();
  readonly #checked = new Subject<ImportStatusDocument>();

  readonly uploads = this.#uploads.asReadonly();
  /** The check of each package that has come as a whole. */
  readonly checked = this.#checked.asObservable();
  readonly #isBusy = computed(() => this.#uploads().some(({ state }) => state !== 'failed'));
  readonly #accountId = computed(() => this.#session.account()?.id);

  constructor() {
    // What one account sends goes to nobody else's.
    effect((onCleanup) => {
      this.#accountId();
      onCleanup(() => this.#stopAll());
    });
    // The browser asks in its own words.
    const ask = (event: BeforeUnloadEvent) => this.#isBusy() && event.preventDefault();
    addEventListener('beforeunload', ask);
    inject(DestroyRef).onDestroy(() => {
      removeEventListener('beforeunload', ask);
      this.#stopAll();
    });
  }

  /** Sends a file, from where an earlier upload of it ended, and asks for its check. */
  send(file: File): void {
    const isSent = this.#uploads().some((upload) => isSameFile(upload.file, file));
    if (isSent) return;
    this.#uploads.update((uploads) => [...uploads, { file, state: 'sending', sentBytes: 0 }]);
    void this.#send(file);
  }

  /** Tries again what has failed. */
  retry(file: File): void {
    this.#forget(file);
    this.send(file);
  }

  /** Stops sending a file, and gives up what the server has of it. */
  async cancel(file: File): Promise<void> {
    const sending = this.#sendings.get(file);
    sending?.stop();
    this.#forget(file);
    const uploadId = await sending?.uploadId();
    if (uploadId !== undefined) await this.giveUp(uploadId);
  }

  /** What the server has of packages, the newest first. Throws ApiProblem. */
  async onServer(): Promise<readonly Upload[]> {
    return (await this.#api.call<UploadList>(uploadRoutes.list)).uploads;
  }

  /** Removes what the server has of an upload; one that is gone already is no problem. Throws ApiProblem. */
  async giveUp(uploadId: string): Promise<void> {
    try {
      await this.#tus.remove(uploadId);
    } catch (error) {
      const isGone = error instanceof ApiProblem && [404, 410].includes(error.status);
      if (!isGone) throw error;
    }
  }

  /** Asks for the check of an upload that is whole: the same job, however often. Throws ApiProblem. */
  async check(uploadId: string): Promise<ImportStatusDocument> {
    const job = await this.#api.call<ImportStatusDocument>(storyImportRoutes.create, {
      parameters: { locale: this.#language.code() },
      headers: { 'idempotency-key': uploadId },
      body: { uploadId },
    });
    this.#feed.tell(job);
    this.#checked.next(job);
    return job;
  }

  async #send(file: File): Promise<void> {
    const sending = new PackageSending({
      file,
      tus: this.#tus,
      onServer: () => this.onServer(),
      onProgress: (progress) => this.#change(file, progress),
    });
    this.#sendings.set(file, sending);
    try {
      if (!(await isZip(file))) throw new ApiProblem(415, 'package_not_zip', '');
      const isWhole = await sending.send((uploadId) => this.check(uploadId));
      if (isWhole) this.#forget(file);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      this.#change(file, { state: 'failed', problem });
    }
  }

  #stopAll(): void {
    for (const sending of this.#sendings.values()) sending.stop();
    this.#sendings.clear();
    this.#uploads.set([]);
  }

  #forget(file: File): void {
    this.#sendings.delete(file);
    this.#uploads.update((uploads) => uploads.filter((upload) => upload.file !== file));
  }

  #change(file: File, change: Partial<PackageUpload>): void {
    this.#uploads.update((uploads) =>
      uploads.map((upload) => (upload.file === file ? { ...upload, ...change } : upload)),
    );
  }
}

/** As far as its first bytes tell. */
async function isZip(file: File): Promise<boolean> {
  return (await file.slice(0, 2).text()) === 'PK';
}

function isSameFile(one: File, other: File): boolean {
  return (
    one.name === other.name && one.size === other.size && one.lastModified === other.lastModified
  );
}
