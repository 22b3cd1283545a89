import { createHash } from 'node:crypto';
import type { BlockBlobClient } from '@azure/storage-blob';
import { askStorage, isStatus, StorageRequestError } from '../azure-account/ask-storage.ts';
import { BlobStoreError } from '../blob-store.ts';
import { readError, writeError } from './blob-errors.ts';
import type { BlobService } from './blob-service.ts';
import { BlobChangedError } from './read-blob.ts';
import type { SignRead } from './sign-read.ts';

/** For a request that moves the bytes of a block, on a slow line. */
export const moveWithinMs = 120_000;
/** Longer than any copy of a block takes. */
const sourceLinkLifeMs = 3_600_000;

export interface BlockPlace {
  /** Of everything that the block is a part of. */
  readonly contentHash: string;
  readonly offset: number;
  readonly sizeBytes: number;
  /** Of the block, where it is from content that has not been read to its end yet. */
  readonly crc32?: number;
}

/** The name of a block, equal only for the same bytes of the same content. All names have one length, as the service wants it. */
export function blockId({ contentHash, offset, sizeBytes, crc32 }: BlockPlace): string {
  const place = `${contentHash} ${offset} ${sizeBytes} ${crc32 ?? ''}`;
  return createHash('sha256').update(place).digest().subarray(0, 24).toString('base64');
}

export interface BlockTarget {
  readonly blob: BlockBlobClient;
  readonly key: string;
  readonly signal?: AbortSignal | undefined;
}

/** Sends a block, with a hash by which the service sees what was changed on the way. Throws BlobStoreError `full`. */
export async function putBlock(target: BlockTarget, id: string, bytes: Buffer): Promise<void> {
  const transactionalContentMD5 = createHash('md5').update(bytes).digest();
  try {
    await askStorage(
      (abortSignal) =>
        target.blob.stageBlock(id, bytes, bytes.length, { transactionalContentMD5, abortSignal }),
      { signal: target.signal, withinMs: moveWithinMs },
    );
  } catch (error) {
    throw writeError(target.key, error);
  }
}

/**
 * Makes a blob of these bytes at once (Put Blob), checked on the way by their hash. False where there is one already. Throws
 * BlobStoreError `full`.
 */
export async function putBlob(
  { blob, key, signal }: BlockTarget,
  bytes: Buffer,
  metadata: Readonly<Record<string, string>>,
): Promise<boolean> {
  const blobContentMD5 = createHash('md5').update(bytes).digest();
  const conditions = { ifNoneMatch: '*' };
  const blobHTTPHeaders = { blobContentMD5 };
  try {
    await askStorage(
      (abortSignal) =>
        blob.upload(bytes, bytes.length, { conditions, metadata, blobHTTPHeaders, abortSignal }),
      { signal, withinMs: moveWithinMs },
    );
    return true;
  } catch (error) {
    if (isThere(error)) return false;
    throw writeError(key, error);
  }
}

/** What `If-None-Match: *` is answered by, and no other conflict, such as a container that is being deleted. */
function isThere(error: unknown): boolean {
  return (
    error instanceof StorageRequestError &&
    ['BlobAlreadyExists', 'ConditionNotMet'].includes(error.code)
  );
}

/** The service does not copy, for this account, network or blob, although the blob may well be read. */
export class CopyRefusedError extends Error {
  constructor(cause: StorageRequestError) {
    super(`Azure Storage does not copy the block: ${cause.message}`, { cause });
    this.name = 'CopyRefusedError';
  }
}

/** Not with its client, which takes more memory than a package of many files has for each. */
export interface CopySource {
  readonly key: string;
  readonly etag: string;
}

interface BlockCopy {
  readonly service: BlobService;
  readonly signRead: SignRead;
  readonly source: CopySource;
  readonly start: number;
  readonly sizeBytes: number;
  readonly target: BlockTarget;
  readonly id: string;
}

/**
 * Has the service copy a range of a blob into a block (Put Block From URL). Throws CopyRefusedError, BlobChangedError, and
 * BlobStoreError `missing` or `full`.
 */
export async function copyBlock(copy: BlockCopy): Promise<void> {
  const { service, signRead, source, start, sizeBytes, target, id } = copy;
  const url = await signRead(service.blob(source.key), { lifeMs: sourceLinkLifeMs });
  try {
    await service.pinned(source.etag, () =>
      askStorage(
        (abortSignal) => target.blob.stageBlockFromURL(id, url, start, sizeBytes, { abortSignal }),
        { signal: target.signal, withinMs: moveWithinMs },
      ),
    );
  } catch (error) {
    throw copyError(copy, error);
  }
}

function copyError({ source, target }: BlockCopy, error: unknown): unknown {
  if (!(error instanceof StorageRequestError) || error.status === undefined) return error;
  if (error.status === 412) return new BlobChangedError(source.key, error);
  if (isMissingSource(error)) return readError(source.key, error);
  const full = writeError(target.key, error);
  if (full instanceof BlobStoreError) return full;
  const isRefusal =
    (error.status < 500 && ![404, 408, 429].includes(error.status)) || error.status === 501;
  return isRefusal ? new CopyRefusedError(error) : error;
}

function isMissingSource(error: StorageRequestError): boolean {
  return error.status === 404 && ['CannotVerifyCopySource', 'BlobNotFound'].includes(error.code);
}

/** Removes a blob, and blocks that were never committed: those go when a list without them is. */
export async function removeBlob({ blob, signal }: BlockTarget): Promise<void> {
  if ((await uncommittedBlocks({ blob, signal })).size > 0) {
    await askStorage((abortSignal) => blob.commitBlockList([], { abortSignal }), { signal });
  }
  await askStorage((abortSignal) => blob.deleteIfExists({ abortSignal }), { signal });
}

/** The names and sizes of blocks that are there and not yet part of the blob. */
export async function uncommittedBlocks({
  blob,
  signal,
}: Pick<BlockTarget, 'blob' | 'signal'>): Promise<ReadonlyMap<string, number>> {
  try {
    const { uncommittedBlocks: blocks = [] } = await askStorage(
      (abortSignal) => blob.getBlockList('uncommitted', { abortSignal }),
      { signal },
    );
    return new Map(blocks.map(({ name, size }) => [name, size]));
  } catch (error) {
    if (isStatus(error, 404) || isAppendBlob(error)) return new Map();
    throw error;
  }
}

/** Such a blob has no list of blocks: what was appended is part of it at once. */
function isAppendBlob(error: unknown): boolean {
  return error instanceof StorageRequestError && error.code === 'InvalidBlobType';
}
