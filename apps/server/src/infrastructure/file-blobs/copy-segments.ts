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
const maxSegmentsOfBatch = 64;

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
    for (const batch of remaining) await copyBatch({ ...copying, batch, signal });
  };
  await Promise.all(
    Array.from({ length: copiers }, () =>
      copyRemaining().catch((error: unknown) => failure.abort(error)),
    ),
  );
  signal.throwIfAborted();
}

/**
 * What is left, where it has no gaps, in the order of the package: of many small segments, or up to a large one, which one copier
 * goes through in order.
 */
function* batches({ compose, partial }: Copying): Generator<readonly Rest[]> {
  let batch: Rest[] = [];
  let sizeBytes = 0;
  const next = () => {
    const full = batch;
    batch = [];
    sizeBytes = 0;
    return full;
  };
  for (const [index, segment] of compose.plan.segments.entries()) {
    const from = partial.placed(index);
    if (from.bytes > 0 && batch.length > 0) yield next();
    if (from.bytes === segment.sizeBytes) continue;
    batch.push({ index, segment, from });
    sizeBytes += segment.sizeBytes - from.bytes;
    if (sizeBytes >= stretchBytes || batch.length === maxSegmentsOfBatch) yield next();
  }
  if (batch.length > 0) yield next();
}

interface BatchCopy extends Copying {
  readonly batch: readonly Rest[];
  readonly signal: AbortSignal;
}

/** Stretch by stretch: the check of a blob goes on where the stretch before has ended. */
async function copyBatch({ batch, signal, ...copying }: BatchCopy): Promise<void> {
  for (let left = batch; left[0]; ) {
    signal.throwIfAborted();
    const offset = placeOf(left[0]);
    const end = offset - (offset % stretchBytes) + stretchBytes;
    const own = left.filter((rest) => placeOf(rest) < end);
    const after = await copyStretchAside(copying, { offset, end, rests: own });
    const unfinished = after.filter(({ segment, from }) => from.bytes < segment.sizeBytes);
    left = [...unfinished, ...left.slice(own.length)];
  }
}

interface StretchCopy {
  readonly offset: number;
  readonly end: number;
  readonly rests: readonly Rest[];
}

/** Returns what is left of the rests then. */
async function copyStretchAside(
  { compose, paths, partial, copyAside }: Copying,
  { offset, end, rests }: StretchCopy,
): Promise<readonly Rest[]> {
  const parts = rests.map((rest) => partOf(rest, { paths, end }));
  const packageFd = partial.fd;
  const placed = await copyAside({ packageFd, packageKey: compose.key, offset, parts });
  const after = rests.map((rest, at) => {
    const from = placed[at];
    if (!from) throw new TypeError('A thread did not say how far it is');
    return { ...rest, from };
  });
  const last = after.at(-1);
  const sizeBytes = last ? placeOf(last) - offset : 0;
  await partial.wrote(new Map(after.map(({ index, from }) => [index, from])), sizeBytes);
  return after;
}

/** Where in the package the rest begins. */
function placeOf({ segment, from }: Rest): number {
  return segment.offset + from.bytes;
}

interface Cut {
  readonly paths: BlobPaths;
  /** In the package. */
  readonly end: number;
}

/** The part of the rest that is before the end. */
function partOf({ segment, from }: Rest, { paths, end }: Cut): Part {
  const endBytes = Math.min(segment.sizeBytes, end - segment.offset);
  if (segment.kind === 'blob') return { segment, from, endBytes, path: paths.object(segment.key) };
  // A copy, since its memory is given to the thread.
  return { from, bytes: new Uint8Array(segment.bytes.subarray(from.bytes, endBytes)) };
}
