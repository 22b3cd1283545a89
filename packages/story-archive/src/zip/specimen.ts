import { blobEntry, borderSizes, planBytes, zerosEntry } from './archive-fixtures.ts';
import { type ArchivePlan, inlineEntry, planArchive } from './plan-archive.ts';

/** Where the records of the small archive of `makeSpecimen` are. */
export const specimenLayout = {
  local: [0, 42, 384],
  central: [419, 475, 533],
  end: 584,
} as const;

/**
 * A good archive of three entries: `story.json` (2 bytes), `media/é.jpg` (300 bytes) and `b.txt`
 * (empty).
 */
export function makeSpecimen(): Buffer {
  const picture = Buffer.alloc(300, 'picture');
  const blob = blobEntry('media/é.jpg', picture);
  const entries = [inlineEntry('story.json', Buffer.from('{}')), blob];
  const plan = planArchive([...entries, inlineEntry('b.txt', Buffer.of())]);
  return planBytes(plan, new Map([[blob.content.key, picture]]));
}

/** Where the records are in the last segment of the plan of `planZip64Specimen`. */
export const zip64Layout = { central: [0, 71], record: 135, locator: 191, end: 211 } as const;

/**
 * Entries of 4 GiB (`large`) and of 3 bytes behind it (`behind`); its three inline segments are
 * headers only.
 */
export function planZip64Specimen(): ArchivePlan {
  return planArchive([
    zerosEntry('large', borderSizes[2]),
    zerosEntry('behind', { sizeBytes: 3, crc32: 0xff41d912 }),
  ]);
}

/** A field of `size` bytes at `at`, and its new value. */
export interface FieldEdit {
  readonly at: number;
  readonly size: 1 | 2 | 4;
  readonly value: number;
}

/** A copy in which fields have other values. */
export function withFields(bytes: Uint8Array, edits: readonly FieldEdit[]): Buffer {
  const copy = Buffer.from(bytes);
  for (const { at, size, value } of edits) copy.writeUIntLE(value, at, size);
  return copy;
}

/** A copy of a plan in which an inline segment has other bytes. */
export function withSegmentFields(
  plan: ArchivePlan,
  { segment, edits }: { readonly segment: number; readonly edits: readonly FieldEdit[] },
): ArchivePlan {
  const old = plan.segments[segment];
  if (old?.kind !== 'inline') throw new Error(`Segment ${segment} is not an inline one`);
  const bytes = withFields(old.bytes, edits);
  return { ...plan, segments: plan.segments.with(segment, { ...old, bytes }) };
}

/**
 * A copy of the specimen, or of one with changed fields, with bytes put in; nothing that points
 * behind them is corrected.
 */
export function withBytes(
  specimen: Buffer,
  { at, bytes }: { readonly at: number; readonly bytes: Uint8Array },
): Buffer {
  return Buffer.concat([specimen.subarray(0, at), bytes, specimen.subarray(at)]);
}

/**
 * Like `withBytes`, with all offsets and the size of the directory corrected, as somebody would do
 * who wants to deceive.
 */
export function withHiddenBytes(
  specimen: Buffer,
  insertion: { readonly at: number; readonly bytes: Uint8Array },
): Buffer {
  const { local, central, end } = specimenLayout;
  const { at, bytes } = insertion;
  const corrected = Buffer.from(specimen);
  const add = (field: number): void => {
    corrected.writeUInt32LE(corrected.readUInt32LE(field) + bytes.length, field);
  };
  for (const [index, offset] of local.entries()) {
    if (offset >= at) add((central[index] ?? 0) + 42);
  }
  if (at <= central[0]) add(end + 16);
  else if (at <= end) add(end + 12);
  return withBytes(corrected, insertion);
}
