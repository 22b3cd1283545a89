import type { Segment } from '@taleport/story-archive';
import type { Compose } from '../blob-store.ts';
import type { BlobPaths } from './blob-paths.ts';
import type { Part } from './copy-stretch.ts';
import type { CopyAside } from './copy-threads.ts';
import type { Placed } from './ledger.ts';
import type { PartialFile } from './partial-file.ts';

/** As many work at the same time: more than there are threads, so that none of these waits for its next stretch. */
const copiers = 4;
/**
 * A stretch ends at the next multiple. So much is copied in some ten milliseconds, after which an export can be stopped. With
 * a quarter of it, threads waited for the event loop often enough to be a tenth slower.
 */
const stretchBytes = 16 * 1024 * 1024;
/** Each may have to be looked for on a slow disk. */
const maxSegmentsOfStretch = 64;

interface Copying {
  readonly paths: BlobPaths;
  readonly compose: Compose;
  readonly partial: PartialFile;
  readonly copyAside: CopyAside;
}

/** What is left of a segment. */
interface Rest {
  readonly index: number;
  readonly segment: Segment;
  readonly from: Placed;
}

/** Several copiers take what is left of the package, one batch after the other; the first error stops them all. */
export async function copySegments(copying: Copying): Promise<void> {
  const { signal: stop } = copying.compose;
  const failure = new AbortController();
  const signal = AbortSignal.any([stop, failure.signal]);
  const remaining = batches(copying);
  const copyRemaining = async () => {
    for (const batch of remaining) await copyBatch(copying, batch, signal);
  };
  await Promise.all(
    Array.from({ length: copiers }, () =>
      copyRemaining().catch((error: unknown) => failure.abort(error)),
    ),
  );
  signal.throwIfAborted();
}

/** Segments in a row of which something is left: many small ones, or up to a large one, which one copier goes through in order. */
function* batches({ compose, partial }: Copying): Generator<readonly Rest[]> {
  let batch: Rest[] = [];
  let sizeBytes = 0;
  for (const [index, segment] of compose.plan.segments.entries()) {
    const from = partial.placed(index);
    const restBytes = segment.sizeBytes - from.bytes;
    if (restBytes > 0) batch.push({ index, segment, from });
    sizeBytes += restBytes;
    const isFull = sizeBytes >= stretchBytes || batch.length === maxSegmentsOfStretch;
    if (batch.length > 0 && (restBytes === 0 || isFull)) {
      yield batch;
      batch = [];
      sizeBytes = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

/** Stretch by stretch: the check of a blob goes on where the stretch before has ended. */
async function copyBatch(
  { compose, paths, partial, copyAside }: Copying,
  batch: readonly Rest[],
  signal: AbortSignal,
): Promise<void> {
  for (let left = batch; left[0]; ) {
    signal.throwIfAborted();
    const offset = placeOf(left[0]);
    const end = offset - (offset % stretchBytes) + stretchBytes;
    const own = left.filter((rest) => placeOf(rest) < end);
    const parts = own.map((rest) => partOf(paths, rest, end));
    const target = { packageFd: partial.fd, packageKey: compose.key, offset };
    const placed = await copyAside({ ...target, parts });
    const after = own.map((rest, at) => ({ ...rest, from: placed[at] ?? rest.from }));
    const sizeBytes = parts.reduce((sum, part) => sum + part.endBytes - part.from.bytes, 0);
    await partial.wrote(new Map(after.map(({ index, from }) => [index, from])), sizeBytes);
    const unfinished = after.filter(({ segment, from }) => from.bytes < segment.sizeBytes);
    left = [...unfinished, ...left.slice(own.length)];
  }
}

/** Where in the package the rest begins. */
function placeOf({ segment, from }: Rest): number {
  return segment.offset + from.bytes;
}

/** The part of the rest that is before `end` in the package. */
function partOf(paths: BlobPaths, { segment, from }: Rest, end: number): Part {
  const endBytes = Math.min(segment.sizeBytes, end - segment.offset);
  if (segment.kind === 'blob') return { segment, from, endBytes, path: paths.object(segment.key) };
  // A copy: the thread would be sent all of the memory that it is a view of.
  const { bytes: all, ...described } = segment;
  return { segment: described, from, endBytes, bytes: all.slice(from.bytes, endBytes) };
}
