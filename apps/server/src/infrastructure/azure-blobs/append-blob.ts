import { createHash } from 'node:crypto';
import { askStorage, isStatus, StorageRequestError } from '../azure-account/ask-storage.ts';
import { type Append, BlobOvertakenError, BlobStoreError } from '../blob-store.ts';
import { readError, writeError } from './blob-errors.ts';
import type { BlobService } from './blob-service.ts';
import { readInto } from './read-blob.ts';
import { blocksOf } from './upload-blob.ts';
import { moveWithinMs } from './write-blocks.ts';

/**
 * `append` of the blob store for Azure: an append blob, each block of which is safe when it is answered. The service takes a block
 * only at the end of the blob, so that of two who append one is refused. 50,000 blocks of 4 MiB are 195 GiB.
 */
export async function appendToBlob(service: BlobService, append: Append): Promise<void> {
  const { offset, content, onSafe } = append;
  const end = await endOfBlob(service, append);
  if (end !== offset) throw new BlobOvertakenError(append.key);
  const broken: { error?: unknown } = {};
  let sentBytes = offset;
  let sending: Promise<void> = Promise.resolve();
  try {
    for await (const block of blocksOf(untilBroken(content, broken))) {
      await sending;
      const at = sentBytes;
      sentBytes += block.length;
      sending = appendBlock(service, append, { block, at }).then(() => onSafe(at + block.length));
      // It is thrown where it is waited for.
      sending.catch(() => undefined);
    }
  } finally {
    await sending;
  }
  if ('error' in broken) throw broken.error;
}

/** `appended` of the blob store for Azure: a block whose answer was lost is there all the same, and cannot be taken back. */
export async function appendedBytes(
  service: BlobService,
  key: string,
  acknowledgedBytes: number,
): Promise<number> {
  const blob = service.blob(key);
  try {
    const { contentLength = 0 } = await askStorage((abortSignal) =>
      blob.getProperties({ abortSignal }),
    );
    if (contentLength < acknowledgedBytes) throw new BlobStoreError('damaged', key);
    return contentLength;
  } catch (error) {
    if (acknowledgedBytes === 0 && isStatus(error, 404)) return 0;
    throw readError(key, error);
  }
}

/** Makes the blob where the first of it comes. */
async function endOfBlob(service: BlobService, { key, offset }: Append): Promise<number> {
  if (offset === 0) {
    const blob = service.blob(key).getAppendBlobClient();
    await askStorage((abortSignal) => blob.createIfNotExists({ abortSignal })).catch(
      (error: unknown) => {
        throw writeError(key, error);
      },
    );
  }
  return appendedBytes(service, key, offset);
}

interface Block {
  readonly block: Buffer;
  /** Where in the blob it begins. */
  readonly at: number;
}

async function appendBlock(
  service: BlobService,
  { key }: Append,
  { block, at }: Block,
): Promise<void> {
  const blob = service.blob(key).getAppendBlobClient();
  const conditions = { appendPosition: at };
  const transactionalContentMD5 = createHash('md5').update(block).digest();
  const options = { conditions, transactionalContentMD5 };
  try {
    await askStorage(
      (abortSignal) => blob.appendBlock(block, block.length, { ...options, abortSignal }),
      { withinMs: moveWithinMs },
    );
  } catch (error) {
    if (!isStatus(error, 412)) throw appendError(key, error);
    if (!(await isThere(service, key, { block, at }))) throw new BlobOvertakenError(key, error);
  }
}

/** Whether the block is in its place: it was asked for again because its first answer was lost. */
async function isThere(service: BlobService, key: string, { block, at }: Block): Promise<boolean> {
  if ((await appendedBytes(service, key, 0)) !== at + block.length) return false;
  const found = Buffer.allocUnsafe(block.length);
  await readInto(found, { blob: service.blob(key), key, start: at });
  return found.equals(block);
}

/** A blob of 50,000 blocks takes no more: somebody has sent it in very small pieces. */
function appendError(key: string, error: unknown): unknown {
  if (isStatus(error, 404)) return readError(key, error);
  const hasTooManyBlocks =
    error instanceof StorageRequestError && error.code === 'BlockCountExceedsLimit';
  return hasTooManyBlocks ? new BlobStoreError('full', key, error) : writeError(key, error);
}

/** The content up to where it breaks off; why it did is noted. What has come of a block is sent before that is told. */
async function* untilBroken(
  content: AsyncIterable<Uint8Array>,
  broken: { error?: unknown },
): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    broken.error = error;
  }
}
