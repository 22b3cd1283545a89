import { parentPort } from 'node:worker_threads';
import { BlobStoreError, type BlobTrouble } from '../blob-store.ts';
import { copyStretch, type Stretch } from './copy-stretch.ts';
import type { Placed } from './ledger.ts';

/** What a thread says of a stretch. An error loses its class and its code on the way, so what matters is said in words. */
export type StretchCopied =
  | { readonly placed: readonly Placed[] }
  | { readonly trouble: BlobTrouble; readonly key: string; readonly cause: unknown }
  | { readonly error: unknown };

/**
 * Of what was tried, from 64 KiB to 2 MiB, the fastest: the file system is asked less often than with a smaller one, and a
 * chunk still is in the cache of the processor (1 MiB for each of its cores) when it is summed up and written.
 */
const chunkBytes = 512 * 1024;

/** The program of a thread that copies stretches, one after the other, and answers in their order. */
const buffer = Buffer.allocUnsafeSlow(chunkBytes);
parentPort?.on('message', (stretch: Stretch) => parentPort?.postMessage(copied(stretch)));

function copied(stretch: Stretch): StretchCopied {
  try {
    return { placed: copyStretch(stretch, buffer) };
  } catch (error) {
    if (!(error instanceof BlobStoreError)) return { error };
    return { trouble: error.trouble, key: error.key, cause: error.cause };
  }
}
