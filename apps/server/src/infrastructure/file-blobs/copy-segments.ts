import { crc32 } from 'node:zlib';
import type { BlobSegment, Segment } from '@taleport/story-archive';
import type { Compose } from '../blob-store.ts';
import type { BlobPaths } from './blob-paths.ts';
import type { CopyAside } from './copy-threads.ts';
import type { PartialFile } from './partial-file.ts';

/** Segments that are copied at the same time: more than there are threads, so that none of these waits for its next piece. */
const copiers = 4;
/**
 * So much is copied in some ten milliseconds, after which an export can be stopped. With a quarter of it, threads waited for
 * the event loop often enough to be a tenth slower.
 */
const pieceBytes = 16 * 1024 * 1024;

interface Copying {
  readonly paths: BlobPaths;
  readonly compose: Compose;
  readonly partial: PartialFile;
  readonly copyAside: CopyAside;
}

/** Several copiers take one segment after the other; the first error stops them all. */
export async function copySegments(copying: Copying): Promise<void> {
  const { compose } = copying;
  const failure = new AbortController();
  const signal = AbortSignal.any([compose.signal, failure.signal]);
  const remaining = compose.plan.segments.entries();
  const copyRemaining = async () => {
    for (const [index, segment] of remaining) {
      signal.throwIfAborted();
      await copySegment({ ...copying, index, segment, signal });
    }
  };
  await Promise.all(
    Array.from({ length: copiers }, () =>
      copyRemaining().catch((error: unknown) => failure.abort(error)),
    ),
  );
  signal.throwIfAborted();
}

interface SegmentCopy extends Copying {
  readonly index: number;
  readonly segment: Segment;
  readonly signal: AbortSignal;
}

async function copySegment(copy: SegmentCopy): Promise<void> {
  const { index, segment, partial } = copy;
  if (partial.placed(index).bytes === segment.sizeBytes) return;
  if (segment.kind === 'blob') return copyBlob({ ...copy, segment });
  const placed = { bytes: segment.sizeBytes, crc: crc32(segment.bytes) };
  await partial.write(index, segment.bytes, placed);
}

/** Copies a blob, from where it is safe, piece by piece. */
async function copyBlob(copy: SegmentCopy & { readonly segment: BlobSegment }): Promise<void> {
  const { index, segment, paths, compose, partial, signal } = copy;
  const blobPath = paths.object(segment.key);
  const target = { packageFd: partial.fd, packageKey: compose.key };
  for (let from = partial.placed(index); from.bytes < segment.sizeBytes; ) {
    signal.throwIfAborted();
    const endBytes = Math.min(from.bytes + pieceBytes, segment.sizeBytes);
    const placed = await copy.copyAside({ segment, blobPath, ...target, from, endBytes });
    await partial.wrote(index, placed, placed.bytes - from.bytes);
    from = placed;
  }
}
