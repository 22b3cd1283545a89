import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { type ArchiveEntry, type ArchivePlan, type BlobRef, inlineEntry } from './plan-archive.ts';
import type { RandomAccessSource } from './random-access-source.ts';

/**
 * Contents by blob key. A blob that is not here reads as zeros, so that large ones need no memory.
 */
export type Blobs = ReadonlyMap<string, Uint8Array>;

/** An entry whose content is a blob under the key of its SHA-256. */
export function blobEntry(
  name: string,
  bytes: Uint8Array,
): ArchiveEntry & { readonly content: BlobRef } {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { name, sizeBytes: bytes.length, crc32: crc32(bytes), content: { key: sha256, sha256 } };
}

/**
 * Sizes on both sides of the ZIP64 border, with the CRC-32 of so many zeros, as `unzip -t` confirms
 * it.
 */
export const borderSizes = [
  { sizeBytes: 2 ** 32 - 2, crc32: 0x0f6a7026, needsZip64: false },
  { sizeBytes: 2 ** 32 - 1, crc32: 0x00000000, needsZip64: true },
  { sizeBytes: 2 ** 32, crc32: 0xd202ef8d, needsZip64: true },
  { sizeBytes: 2 ** 32 + 1, crc32: 0x41d912ff, needsZip64: true },
] as const;

/** An entry of zeros that is stored nowhere. */
export function zerosEntry(
  name: string,
  { sizeBytes, crc32: crc }: { readonly sizeBytes: number; readonly crc32: number },
): ArchiveEntry {
  const sha256 = createHash('sha256').update(`${sizeBytes} zeros`).digest('hex');
  return { name, sizeBytes, crc32: crc, content: { key: `zeros-${sizeBytes}`, sha256 } };
}

/** A source that holds the bytes. */
export function bufferSource(bytes: Uint8Array): RandomAccessSource {
  return {
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.subarray(offset, offset + length),
  };
}

/** A source with the bytes of the archive that a plan describes, of any size. */
export function planSource(plan: ArchivePlan, blobs: Blobs = new Map()): RandomAccessSource {
  return {
    sizeBytes: plan.sizeBytes,
    read: async (offset, length) => planRange(plan, { offset, length, blobs }),
  };
}

/** All bytes of the archive that a plan describes. */
export function planBytes(plan: ArchivePlan, blobs: Blobs = new Map()): Buffer {
  return planRange(plan, { offset: 0, length: plan.sizeBytes, blobs });
}

/**
 * Writes the archive of a plan whose blobs are zeros as a sparse file, which takes no room for
 * them.
 */
export async function writeSparse(plan: ArchivePlan, path: string): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await file.truncate(plan.sizeBytes);
    for (const segment of plan.segments) {
      if (segment.kind === 'inline') {
        await file.write(segment.bytes, 0, segment.sizeBytes, segment.offset);
      }
    }
  } finally {
    await file.close();
  }
}

// No o, u or x among the letters: no part can become a name that Windows reserves.
const letters = [...'aBéßжΣلไ語क𞤀🐘0-', '.b', ' c'];
const namePart = fc
  .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 8 })
  .map((part) => part.normalize('NFC'));

/**
 * Valid entries with names in several scripts, in memory and as blobs, and the contents of the
 * blobs.
 */
export const archiveContents: fc.Arbitrary<{ entries: ArchiveEntry[]; blobs: Blobs }> = fc
  .array(
    fc.record({
      folders: fc.array(namePart, { maxLength: 3 }),
      stem: namePart,
      bytes: fc.uint8Array({ maxLength: 300 }),
      isBlob: fc.boolean(),
    }),
    { maxLength: 12 },
  )
  .map((drafts) => {
    const blobs = new Map<string, Uint8Array>();
    const entries = drafts.map(({ folders, stem, bytes, isBlob }, index) => {
      const name = [...folders, `${stem}_${index}.bin`].join('/');
      if (!isBlob) return inlineEntry(name, bytes);
      const { content, ...entry } = blobEntry(name, bytes);
      blobs.set(content.key, bytes);
      return { ...entry, content };
    });
    return { entries, blobs };
  });

function planRange(
  plan: ArchivePlan,
  { offset, length, blobs }: { offset: number; length: number; blobs: Blobs },
): Buffer {
  const end = Math.min(offset + length, plan.sizeBytes);
  const range = Buffer.alloc(Math.max(0, end - offset));
  for (const segment of plan.segments) {
    if (segment.offset >= end) break;
    const bytes = segment.kind === 'inline' ? segment.bytes : blobs.get(segment.key);
    const from = Math.max(offset, segment.offset);
    const to = Math.min(end, segment.offset + segment.sizeBytes);
    if (bytes && from < to) {
      range.set(bytes.subarray(from - segment.offset, to - segment.offset), from - offset);
    }
  }
  return range;
}
