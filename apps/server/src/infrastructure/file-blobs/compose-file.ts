import { type FileHandle, open, rm, stat } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { ArchivePlan, BlobSegment, Segment } from '@taleport/story-archive';
import { BlobStoreError, type Compose, type Composed } from '../blob-store.ts';
import { moveIntoPlace } from '../durable-files.ts';
import type { BlobPaths } from './blob-paths.ts';
import { isMissing, readError } from './file-errors.ts';
import { PartialFile } from './partial-file.ts';

/** Segments that are copied at the same time. */
const copiers = 4;
const chunkBytes = 1024 * 1024;

/** `compose` of the blob store for files: positioned writes into a partial file, then one rename. */
export async function composeFile(paths: BlobPaths, compose: Compose): Promise<Composed> {
  const { key, plan } = compose;
  const staged = paths.partial(key, plan.hash);
  if (await wasCommitted(paths, compose)) {
    await rm(staged.ledger, { force: true });
    compose.onProgress({ bytes: plan.sizeBytes, blobs: countBlobs(plan) });
    return { writtenBytes: 0, resumedBytes: plan.sizeBytes };
  }
  const partial = await PartialFile.open(paths, compose);
  const resumedBytes = partial.safeBytes();
  try {
    await copySegments({ paths, compose, partial });
    await partial.sync();
  } catch (error) {
    // What could be written is kept for the next attempt, unless it is of no use to it.
    await partial.sync().catch(() => {});
    await partial.close();
    if (isDamaged(error)) await removeStaged(staged);
    throw error;
  }
  await partial.close();
  await commit(paths, compose);
  return { writtenBytes: plan.sizeBytes - resumedBytes, resumedBytes };
}

interface Copying {
  readonly paths: BlobPaths;
  readonly compose: Compose;
  readonly partial: PartialFile;
}

/** Several copiers take one segment after the other; the first error stops them all. */
async function copySegments({ paths, compose, partial }: Copying): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([compose.signal, failure.signal]);
  const remaining = compose.plan.segments.entries();
  const copyRemaining = async () => {
    for (const [index, segment] of remaining) {
      await copySegment({ index, segment, paths, partial, signal });
    }
  };
  await Promise.all(
    Array.from({ length: copiers }, () =>
      copyRemaining().catch((error: unknown) => failure.abort(error)),
    ),
  );
  signal.throwIfAborted();
}

interface SegmentCopy {
  readonly index: number;
  readonly segment: Segment;
  readonly paths: BlobPaths;
  readonly partial: PartialFile;
  readonly signal: AbortSignal;
}

async function copySegment(copy: SegmentCopy): Promise<void> {
  const { index, segment, partial, signal } = copy;
  signal.throwIfAborted();
  if (segment.kind === 'blob') return copyBlob({ ...copy, segment });
  if (partial.placed(index).bytes === segment.sizeBytes) return;
  await partial.write(index, segment.bytes, {
    bytes: segment.sizeBytes,
    crc: crc32(segment.bytes),
  });
}

/** Copies a blob from where it is safe, and checks on the way that it still is what was stored. */
async function copyBlob(copy: SegmentCopy & { readonly segment: BlobSegment }): Promise<void> {
  const { index, segment, paths, partial, signal } = copy;
  let { bytes, crc } = partial.placed(index);
  if (bytes < segment.sizeBytes) {
    const blob = await openBlob(paths, segment.key);
    try {
      await checkSize(blob, segment);
      const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, segment.sizeBytes - bytes));
      while (bytes < segment.sizeBytes) {
        signal.throwIfAborted();
        const chunk = await readChunk(blob, { buffer, position: bytes, key: segment.key });
        crc = crc32(chunk, crc);
        bytes += chunk.length;
        await partial.write(index, chunk, { bytes, crc });
      }
    } finally {
      await blob.close();
    }
  }
  if (crc !== segment.crc32) throw new BlobStoreError('damaged', segment.key);
}

async function openBlob(paths: BlobPaths, key: string): Promise<FileHandle> {
  try {
    return await open(paths.object(key), 'r');
  } catch (error) {
    throw readError(key, error);
  }
}

async function checkSize(blob: FileHandle, segment: BlobSegment): Promise<void> {
  const { size } = await blob.stat();
  if (size !== segment.sizeBytes) throw new BlobStoreError('damaged', segment.key);
}

interface ChunkRead {
  readonly buffer: Buffer;
  readonly position: number;
  readonly key: string;
}

async function readChunk(blob: FileHandle, { buffer, position, key }: ChunkRead): Promise<Buffer> {
  try {
    const { bytesRead } = await blob.read(buffer, 0, buffer.length, position);
    if (bytesRead === 0) throw new BlobStoreError('damaged', key);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readError(key, error);
  }
}

/** The rename is the commit. An attempt that was thought dead may have made it already, with the same bytes. */
async function commit(paths: BlobPaths, { key, plan }: Compose): Promise<void> {
  const staged = paths.partial(key, plan.hash);
  try {
    await moveIntoPlace(staged.file, paths.object(key));
  } catch (error) {
    if (!isMissing(error) || (await sizeOf(paths.object(key))) !== plan.sizeBytes) throw error;
  }
  await rm(staged.ledger, { force: true });
}

/** A ledger without its partial file is what a crash between rename and clean-up leaves. */
async function wasCommitted(paths: BlobPaths, { key, plan }: Compose): Promise<boolean> {
  const staged = paths.partial(key, plan.hash);
  const [target, ledger, partial] = await Promise.all([
    sizeOf(paths.object(key)),
    sizeOf(staged.ledger),
    sizeOf(staged.file),
  ]);
  return target === plan.sizeBytes && ledger !== undefined && partial === undefined;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function removeStaged(staged: { file: string; ledger: string }): Promise<void> {
  await Promise.all([rm(staged.file, { force: true }), rm(staged.ledger, { force: true })]);
}

function countBlobs(plan: ArchivePlan): number {
  return plan.segments.filter((segment) => segment.kind === 'blob').length;
}

function isDamaged(error: unknown): boolean {
  return error instanceof BlobStoreError && error.trouble === 'damaged';
}
