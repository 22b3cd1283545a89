import { parentPort } from 'node:worker_threads';
import { BlobStoreError, type BlobTrouble } from '../blob-store.ts';
import { copyPiece, type Piece } from './copy-piece.ts';
import type { Placed } from './ledger.ts';

/** What a thread says of a piece. An error loses its class and its code on the way, so what matters is said in words. */
export type PieceCopied =
  | { readonly placed: Placed }
  | { readonly trouble: BlobTrouble; readonly key: string; readonly cause: unknown }
  | { readonly error: unknown };

/**
 * Of what was tried, from 64 KiB to 2 MiB, the fastest: the file system is asked less often than with a smaller one, and a
 * chunk still is in the cache of the processor (1 MiB for each of its cores) when it is summed up and written.
 */
const chunkBytes = 768 * 1024;

/** The program of a thread that copies pieces, one after the other, and answers in their order. */
const buffer = Buffer.allocUnsafeSlow(chunkBytes);
parentPort?.on('message', (piece: Piece) => parentPort?.postMessage(copied(piece)));

function copied(piece: Piece): PieceCopied {
  try {
    return { placed: copyPiece(piece, buffer) };
  } catch (error) {
    if (!(error instanceof BlobStoreError)) return { error };
    return { trouble: error.trouble, key: error.key, cause: error.cause };
  }
}
