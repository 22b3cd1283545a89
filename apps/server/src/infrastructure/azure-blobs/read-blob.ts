import type { Readable } from 'node:stream';
import type { BlobClient } from '@azure/storage-blob';
import { askStorage, isStatus } from '../azure-account/ask-storage.ts';
import { BlobStoreError, type ByteRange } from '../blob-store.ts';
import { readError } from './blob-errors.ts';

/** A blob that was replaced while it was read or copied. */
export class BlobChangedError extends BlobStoreError {
  constructor(key: string, cause?: unknown) {
    super('unreadable', key, cause);
    this.name = 'BlobChangedError';
  }
}

export interface Reading {
  readonly blob: BlobClient;
  readonly key: string;
  readonly range?: ByteRange | undefined;
  /** Bytes of another blob are refused. */
  readonly etag?: string | undefined;
  /** A blob, or a range, of another size is `damaged`. */
  readonly sizeBytes?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const reconnects = 4;
/** A line on which nothing comes for so long is given up. */
const silenceMs = 30_000;

/** Throws BlobStoreError `missing`, `unreadable` or `damaged`, and BlobChangedError. */
export async function* readBlob(reading: Reading): AsyncGenerator<Uint8Array> {
  const { key, signal, sizeBytes } = reading;
  const response = await startReading(reading);
  const stream = response.readableStreamBody as Readable;
  try {
    if (sizeBytes !== undefined && response.contentLength !== sizeBytes) {
      throw new BlobStoreError('damaged', key);
    }
    yield* withPatience(stream);
  } catch (error) {
    signal?.throwIfAborted();
    throw error instanceof BlobStoreError ? error : new BlobStoreError('unreadable', key, error);
  } finally {
    stream.destroy();
  }
}

/**
 * Fills the buffer with the whole blob, or with what is in it from `start` on. A blob that is not as long as the buffer is
 * `damaged`. Throws as `readBlob` does.
 */
export async function readInto(
  buffer: Buffer,
  { start, ...reading }: Omit<Reading, 'range' | 'sizeBytes'> & { readonly start?: number },
): Promise<void> {
  const range = start === undefined ? undefined : { start, end: start + buffer.length - 1 };
  let at = 0;
  for await (const bytes of readBlob({ ...reading, range, sizeBytes: buffer.length })) {
    buffer.set(bytes, at);
    at += bytes.length;
  }
}

async function startReading({ blob, key, range, etag, signal }: Reading) {
  const count = range && range.end - range.start + 1;
  try {
    return await askStorage(
      (abortSignal) =>
        blob.download(range?.start ?? 0, count, {
          abortSignal,
          maxRetryRequests: reconnects,
          ...(etag !== undefined && { conditions: { ifMatch: etag } }),
        }),
      { signal },
    );
  } catch (error) {
    throw isStatus(error, 412) ? new BlobChangedError(key, error) : readError(key, error);
  }
}

async function* withPatience(stream: Readable): AsyncGenerator<Uint8Array> {
  const giveUp = () => stream.destroy(new Error(`Nothing came for ${silenceMs / 1_000} s`));
  let timer = setTimeout(giveUp, silenceMs);
  try {
    for await (const bytes of stream) {
      clearTimeout(timer);
      yield bytes as Uint8Array;
      timer = setTimeout(giveUp, silenceMs);
    }
  } finally {
    clearTimeout(timer);
  }
}
