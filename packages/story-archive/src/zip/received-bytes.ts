import { crc32 } from 'node:zlib';
import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import { inflated } from './inflated.ts';
import { readExactly } from './random-access-source.ts';
import type { ReadAhead } from './read-ahead.ts';
import type { ReceivedEntry } from './received-archive.ts';
import { checkDescriptor, receivedDataRange } from './received-headers.ts';
import { method } from './zip-format.ts';

/**
 * The content of an entry, in chunks. Before the first one its local header is checked against the central one; after
 * the last one its size, its CRC-32, its data descriptor and that it fills its place are: a caller keeps nothing of what
 * it got before the end was reached. Throws an `ArchiveFormatError` otherwise, and never yields more bytes than the
 * headers say.
 */
export async function* receivedBytes(
  source: ReadAhead,
  entry: ReceivedEntry,
): AsyncGenerator<Uint8Array, void> {
  const { dataOffset, dataEnd, descriptorSizeBytes } = await receivedDataRange(source, entry);
  const stored = storedBytes(source, { start: dataOffset, end: dataEnd });
  let crc = 0;
  let sizeBytes = 0;
  for await (const chunk of entry.method === method.stored ? stored : inflated(stored, entry)) {
    sizeBytes += chunk.length;
    if (sizeBytes > entry.sizeBytes)
      refuse(entry, 'size-differs', 'is longer than its header says');
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (sizeBytes < entry.sizeBytes) refuse(entry, 'size-differs', 'is shorter than its header says');
  if (crc !== entry.crc32) {
    refuse(entry, 'crc32-differs', 'is damaged: its CRC-32 is not the one in its header');
  }
  if (descriptorSizeBytes > 0) {
    const range = { offset: dataEnd, length: descriptorSizeBytes };
    checkDescriptor(await readExactly(source, range), entry);
  }
}

async function* storedBytes(
  source: ReadAhead,
  { start, end }: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array, void> {
  for (let offset = start; offset < end; ) {
    const chunk = await source.some(offset, Math.min(chunkBytes, end - offset));
    if (chunk.length === 0) {
      const message = `The archive ends at ${offset}, before the data of its entries does.`;
      throw new ArchiveFormatError({ rule: 'truncated', message });
    }
    yield chunk;
    offset += chunk.length;
  }
}

/** So long does hashing a chunk hold up a process that has other things to do: about a millisecond. */
const chunkBytes = 1024 * 1024;

function refuse(entry: ReceivedEntry, rule: ArchiveRule, reason: string): never {
  const message = `The content of ${JSON.stringify(entry.name)} ${reason}.`;
  throw new ArchiveFormatError({ rule, message, entry: entry.name });
}
