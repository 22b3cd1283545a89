import type { Upload } from '@taleport/contracts/uploads';
import { lastValueFrom, Subject, takeUntil, tap } from 'rxjs';
import { ApiProblem } from '../../core/api-problem.ts';
import type { PackageUpload } from './package-upload.ts';
import { TransferRate } from './transfer-rate.ts';
import type { TusClient } from './tus-client.ts';

interface Sending {
  readonly file: File;
  readonly tus: TusClient;
  /** What the server has of earlier uploads. */
  readonly onServer: () => Promise<readonly Upload[]>;
  readonly onProgress: (progress: Partial<PackageUpload>) => void;
}

const firstRetryMs = 500;
const maxRetryMs = 10_000;
const maxNewBeginnings = 5;

/** One file on its way, over connections that break and servers that start again. */
export class PackageSending {
  readonly #sending: Sending;
  readonly #stopped = new Subject<void>();
  readonly #rate = new TransferRate();
  #isStopped = false;
  #uploadId: string | undefined;
  #beginning: Promise<string | undefined> = Promise.resolve(undefined);
  #failures = 0;

  constructor(sending: Sending) {
    this.#sending = sending;
  }

  /** Of the upload that it goes into, also of one that is just being begun; undefined where there is none. */
  uploadId(): Promise<string | undefined> {
    return this.#beginning.catch(() => undefined);
  }

  stop(): void {
    this.#isStopped = true;
    this.#stopped.next();
  }

  /**
   * Sends the file and does what is to be done then, trying on as long as nobody answers. False where it was stopped.
   * Throws the ApiProblem of a server that does not want the file.
   */
  async send(finish: (uploadId: string) => Promise<unknown>): Promise<boolean> {
    while (!this.#isStopped) {
      try {
        if (this.#uploadId === undefined) {
          this.#beginning = this.#begin();
          this.#uploadId = await this.#beginning;
        }
        if (this.#uploadId === undefined) break;
        await this.#sendRest(this.#uploadId);
        if (this.#isStopped) break;
        await finish(this.#uploadId);
        return true;
      } catch (error) {
        if (this.#isStopped) break;
        await this.#recover(error);
      }
    }
    return false;
  }

  async #begin(): Promise<string | undefined> {
    const earlier = await this.#findEarlier();
    if (earlier !== undefined || this.#isStopped) return earlier;
    return this.#sending.tus.create(this.#sending.file);
  }

  /** An upload of the same file that did not come to its end, in this browser or another. */
  async #findEarlier(): Promise<string | undefined> {
    const { file, tus, onServer } = this.#sending;
    const unfinished = (await onServer()).filter(
      ({ fileName, sizeBytes, receivedBytes }) =>
        fileName === file.name && sizeBytes === file.size && receivedBytes < sizeBytes,
    );
    for (const { id } of unfinished) {
      const { lastModified } = await tus.look(id);
      if (lastModified === file.lastModified) return id;
    }
    return undefined;
  }

  async #sendRest(uploadId: string): Promise<void> {
    const { file, tus } = this.#sending;
    let { offset } = await tus.look(uploadId);
    this.#tell(offset);
    while (offset < file.size && !this.#isStopped) {
      const piece = tus.append(uploadId, file, offset).pipe(
        tap(({ bytes }) => this.#tell(bytes)),
        takeUntil(this.#stopped),
      );
      const sent = await lastValueFrom(piece, { defaultValue: undefined });
      if (!sent?.isSafe) return;
      offset = sent.bytes;
      this.#failures = 0;
    }
  }

  #tell(sentBytes: number): void {
    this.#rate.note({ atMs: performance.now(), bytes: sentBytes });
    const secondsLeft = this.#rate.secondsFor(this.#sending.file.size - sentBytes);
    this.#sending.onProgress({ state: 'sending', sentBytes, secondsLeft });
  }

  /** Waits before the next try, or throws what no try can help. */
  async #recover(error: unknown): Promise<void> {
    if (isGone(error) && this.#failures < maxNewBeginnings) {
      // Kept for too long, or given up elsewhere: it begins anew.
      this.#uploadId = undefined;
    } else if (!isPassing(error)) throw error;
    this.#sending.onProgress({ state: 'waiting', secondsLeft: undefined });
    const waitMs = Math.min(maxRetryMs, firstRetryMs * 2 ** this.#failures);
    this.#failures += 1;
    await this.#pause(waitMs);
  }

  /** Ends early when the browser has a network again, or when the sending is stopped. */
  #pause(waitMs: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        removeEventListener('online', end);
        stopping.unsubscribe();
        resolve();
      };
      const timer = setTimeout(end, waitMs);
      addEventListener('online', end);
      const stopping = this.#stopped.subscribe(end);
    });
  }
}

function isGone(error: unknown): boolean {
  return error instanceof ApiProblem && [404, 410].includes(error.status);
}

/** A trouble of the way to the server, one that ends by itself, or an offset that has to be asked for again. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof ApiProblem)) return false;
  const { status, code } = error;
  if (code === 'storage_full') return false;
  return status === 0 || status >= 500 || [401, 408, 423, 429].includes(status) || isLate(code);
}

function isLate(code: string): boolean {
  return code === 'upload_offset_differs' || code === 'upload_busy';
}
