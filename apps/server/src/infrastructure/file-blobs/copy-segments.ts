import { type FileHandle, open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { BlobSegment, Segment } from '@taleport/story-archive';
import { BlobStoreError, type Compose } from '../blob-store.ts';
import type { BlobPaths } from './blob-paths.ts';
import { readError } from './file-errors.ts';
import type { PartialFile } from './partial-file.ts';

/** Segments that are copied at the same time. */
const copiers = 4;
const chunkBytes = 1024 * 1024;

interface Copying {
  readonly paths: BlobPaths;
  readonly compose: Compose;
  readonly partial: PartialFile;
}

/** Several copiers take one segment after the other; the first error stops them all. */
export async function copySegments({ paths, compose, partial }: Copying): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([compose.signal, failure.signal]);
  const remaining = compose.plan.segments.entries();
  const copyRemaining = async () => {
    const buffer = Buffer.allocUnsafeSlow(chunkBytes);
    for (const [index, segment] of remaining) {
      signal.throwIfAborted();
      await copySegment({ index, segment, paths, partial, signal, buffer });
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
  readonly buffer: Buffer;
}

async function copySegment(copy: SegmentCopy): Promise<void> {
  const { index, segment, partial } = copy;
  if (partial.placed(index).bytes === segment.sizeBytes) return;
  if (segment.kind === 'blob') return copyBlob({ ...copy, segment });
  const placed = { bytes: segment.sizeBytes, crc: crc32(segment.bytes) };
  await partial.write(index, segment.bytes, placed);
}

type BlobCopy = SegmentCopy & { readonly segment: BlobSegment };

/** Copies a blob from where it is safe. Its last bytes are written only when it still is what was stored. */
async function copyBlob({ index, segment, paths, partial, signal, buffer }: BlobCopy) {
  const blob = await openBlob(paths, segment);
  try {
    let { bytes, crc } = partial.placed(index);
    while (bytes < segment.sizeBytes) {
      signal.throwIfAborted();
      const chunk = await readChunk(blob, { segment, buffer, position: bytes });
      bytes += chunk.length;
      crc = crc32(chunk, crc);
      const isDamaged = bytes === segment.sizeBytes && crc !== segment.crc32;
      if (isDamaged) throw new BlobStoreError('damaged', segment.key);
      await partial.write(index, chunk, { bytes, crc });
    }
  } finally {
    await blob.close();
  }
}

async function openBlob(paths: BlobPaths, { key, sizeBytes }: BlobSegment): Promise<FileHandle> {
  let blob: FileHandle | undefined;
  try {
    blob = await open(paths.object(key), 'r');
    const found = await blob.stat();
    if (!found.isFile()) throw new BlobStoreError('unreadable', key);
    if (found.size !== sizeBytes) throw new BlobStoreError('damaged', key);
    return blob;
  } catch (error) {
    await blob?.close();
    throw readError(key, error);
  }
}

interface ChunkRead {
  readonly segment: BlobSegment;
  readonly buffer: Buffer;
  readonly position: number;
}

async function readChunk(blob: FileHandle, read: ChunkRead): Promise<Buffer> {
  const { segment, buffer, position } = read;
  const length = Math.min(buffer.length, segment.sizeBytes - position);
  try {
    const { bytesRead } = await blob.read(buffer, 0, length, position);
    if (bytesRead === 0) throw new BlobStoreError('damaged', segment.key);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readError(segment.key, error);
  }
}
