import type { ArchivePlan, BlobSegment, Segment } from '@taleport/story-archive';

/** A range of a blob, which the service copies by itself. */
export interface CopiedBlock {
  readonly kind: 'copied';
  readonly offset: number;
  readonly sizeBytes: number;
  readonly segment: BlobSegment;
  /** Where the range begins in the blob. */
  readonly start: number;
}

/** Inline bytes and whole small blobs, which this process puts together and sends. */
export interface GatheredBlock {
  readonly kind: 'gathered';
  readonly offset: number;
  readonly sizeBytes: number;
  readonly parts: readonly Segment[];
}

export type Block = CopiedBlock | GatheredBlock;

export interface BlockLimits {
  readonly maxBlocks: number;
  /** Blobs that are no larger are gathered: asking the service to copy one takes longer than its bytes do. */
  readonly tinyBytes: number;
  /** Others are gathered without need while they are no more than this together, … */
  readonly spareBytes: number;
  /** … or this share of the package: fewer requests, and hardly a byte of the package through this process. */
  readonly spareShare: number;
  /** How large blocks are, the first that keeps to `maxBlocks`. */
  readonly sizes: readonly BlockSizes[];
}

export interface BlockSizes {
  readonly copiedBytes: number;
  readonly gatheredBytes: number;
}

const mib = 1024 * 1024;

/**
 * "Scalability and performance targets for Blob storage": 50,000 blocks. An attempt that ends loses the blocks that are on
 * their way, and gathered ones are in memory, so small blocks come first; 64 MiB are enough for packages of 3 TB. What is
 * spare comes in and goes out: of a gigabyte, less than a hundredth passes.
 */
export const azureBlockLimits: BlockLimits = {
  maxBlocks: 50_000,
  tinyBytes: 64 * 1024,
  spareBytes: 4 * mib,
  spareShare: 1 / 250,
  sizes: [
    { copiedBytes: 16 * mib, gatheredBytes: 4 * mib },
    { copiedBytes: 64 * mib, gatheredBytes: 4 * mib },
    { copiedBytes: 64 * mib, gatheredBytes: 64 * mib },
  ],
};

/**
 * The blocks of a package, in order and without gaps. Pure: the same plan gives the same blocks. Small blobs are gathered,
 * smallest first, as many as are spare or as it takes to keep to the limit. Undefined where no blocks keep to it.
 */
export function layOutBlocks(
  plan: ArchivePlan,
  limits: BlockLimits = azureBlockLimits,
): readonly Block[] | undefined {
  const spareBytes = Math.max(limits.spareBytes, plan.sizeBytes * limits.spareShare);
  const blobs = plan.segments
    .filter((segment) => segment.kind === 'blob')
    .sort((a, b) => a.sizeBytes - b.sizeBytes || a.offset - b.offset);
  for (const sizes of limits.sizes) {
    const small = blobs.filter(({ sizeBytes }) => sizeBytes <= sizes.gatheredBytes);
    const cut = (count: number) =>
      cutBlocks(plan.segments, new Set<Segment>(small.slice(0, count)), sizes);
    const count = leastThat(
      (tried) => cut(tried).length <= limits.maxBlocks,
      countFree(small, limits.tinyBytes, spareBytes),
      small.length,
    );
    if (count !== undefined) return cut(count);
  }
  return undefined;
}

/** How many of the first blobs are tiny, or no more than so many bytes together. */
function countFree(blobs: readonly BlobSegment[], tinyBytes: number, spareBytes: number): number {
  let bytes = 0;
  const over = blobs.findIndex(({ sizeBytes }) => {
    bytes += sizeBytes;
    return bytes > spareBytes && sizeBytes > tinyBytes;
  });
  return over === -1 ? blobs.length : over;
}

/** The least number from `least` to `most` that is enough, where more than enough is enough too. */
function leastThat(
  isEnough: (count: number) => boolean,
  least: number,
  most: number,
): number | undefined {
  if (isEnough(least)) return least;
  if (!isEnough(most)) return undefined;
  let low = least;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

function cutBlocks(
  segments: readonly Segment[],
  gathered: ReadonlySet<Segment>,
  { copiedBytes, gatheredBytes }: BlockSizes,
): Block[] {
  const blocks: Block[] = [];
  let parts: Segment[] = [];
  let partsBytes = 0;
  const close = () => {
    const [first] = parts;
    if (!first) return;
    blocks.push({ kind: 'gathered', offset: first.offset, sizeBytes: partsBytes, parts });
    parts = [];
    partsBytes = 0;
  };
  const gather = (part: Segment) => {
    if (partsBytes + part.sizeBytes > gatheredBytes) close();
    parts.push(part);
    partsBytes += part.sizeBytes;
  };
  for (const segment of segments) {
    if (segment.kind === 'inline' || gathered.has(segment)) {
      for (const part of slices(segment, gatheredBytes)) gather(part);
    } else {
      close();
      blocks.push(...rangesOf(segment, copiedBytes));
    }
  }
  close();
  return blocks;
}

/** Inline bytes may be more than a block holds; a blob that is gathered is not. */
function* slices(segment: Segment, maxBytes: number): Generator<Segment> {
  if (segment.kind === 'blob') {
    yield segment;
    return;
  }
  for (let at = 0; at < segment.sizeBytes; at += maxBytes) {
    const bytes = segment.bytes.subarray(at, at + maxBytes);
    yield { kind: 'inline', offset: segment.offset + at, sizeBytes: bytes.length, bytes };
  }
}

function* rangesOf(segment: BlobSegment, maxBytes: number): Generator<CopiedBlock> {
  for (let start = 0; start < segment.sizeBytes; start += maxBytes) {
    const sizeBytes = Math.min(maxBytes, segment.sizeBytes - start);
    yield { kind: 'copied', offset: segment.offset + start, sizeBytes, segment, start };
  }
}
