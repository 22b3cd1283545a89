import { Worker } from 'node:worker_threads';
import { BlobStoreError } from '../blob-store.ts';
import type { Stretch } from './copy-stretch.ts';
import type { StretchCopied } from './copy-thread.ts';
import type { Placed } from './ledger.ts';

/**
 * A file takes the bytes of one writer at a time, so that a second thread reads and sums up meanwhile; a third has
 * nothing left to do.
 */
const threadCount = 2;

/** Writes a stretch away from the event loop, as `copyStretch` does; the memory of its inline bytes is given away. */
export type CopyAside = (stretch: Stretch) => Promise<readonly Placed[]>;

/**
 * Threads that copy with plain blocking calls, which are faster than asynchronous ones: no chunk has to go through the event
 * loop. All exports of a store share them. They start when they are first needed, and keep the process alive only while
 * they have work.
 */
export function copyThreads(): CopyAside {
  const threads = Array.from({ length: threadCount }, () => new CopyThread());
  return (stretch) => {
    const [idlest] = threads.toSorted((one, other) => one.load - other.load);
    if (!idlest) throw new Error('There are no threads');
    return idlest.copy(stretch);
  };
}

class CopyThread {
  #worker: Worker | undefined;
  readonly #waiting: PromiseWithResolvers<readonly Placed[]>[] = [];

  get load(): number {
    return this.#waiting.length;
  }

  async copy(stretch: Stretch): Promise<readonly Placed[]> {
    const answer = Promise.withResolvers<readonly Placed[]>();
    this.#worker ??= this.#start();
    const given = stretch.parts.flatMap((part) => ('bytes' in part ? [part.bytes.buffer] : []));
    // Before anything waits for the answer: it may throw.
    this.#worker.postMessage(stretch, given);
    this.#waiting.push(answer);
    this.#worker.ref();
    return answer.promise;
  }

  #start(): Worker {
    const worker = new Worker(new URL('./copy-thread.ts', import.meta.url));
    worker.on('message', (copied: StretchCopied) => {
      const answer = this.#waiting.shift();
      if (this.#waiting.length === 0) worker.unref();
      if ('placed' in copied) answer?.resolve(copied.placed);
      else answer?.reject(asError(copied));
    });
    // A thread that breaks takes its stretches with it; the next one starts another.
    worker.on('error', (error) => {
      this.#worker = undefined;
      for (const answer of this.#waiting.splice(0)) answer.reject(error);
    });
    return worker;
  }
}

function asError(copied: Exclude<StretchCopied, { placed: readonly Placed[] }>): unknown {
  if ('error' in copied) return copied.error;
  return new BlobStoreError(copied.trouble, copied.key, copied.cause);
}
