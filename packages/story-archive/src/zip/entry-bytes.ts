import { crc32 } from 'node:zlib';
import { ArchiveFormatError } from './archive-format-error.ts';
import { type RandomAccessSource, readExactly } from './random-access-source.ts';
import type { ListedEntry } from './read-archive.ts';

/**
 * The data of an entry, in chunks of `chunkBytes` (1 MiB) and a shorter last one. After the last
 * chunk it throws an `ArchiveFormatError` (`crc32-differs`) if the data has another CRC-32 than the
 * headers say, so a caller keeps nothing of what it got before the end was reached.
 */
export async function* entryBytes(
  source: RandomAccessSource,
  entry: ListedEntry,
  { chunkBytes = 1024 * 1024 }: { readonly chunkBytes?: number } = {},
): AsyncGenerator<Uint8Array, void> {
  const end = entry.dataOffset + entry.sizeBytes;
  let crc = 0;
  for (let offset = entry.dataOffset; offset < end; offset += chunkBytes) {
    const chunk = await readExactly(source, { offset, length: Math.min(chunkBytes, end - offset) });
    crc = crc32(chunk, crc);
    yield chunk;
  }
  if (crc === entry.crc32) return;
  const message = `The data of ${JSON.stringify(entry.name)} is damaged: its CRC-32 is not the one in its header.`;
  throw new ArchiveFormatError({ rule: 'crc32-differs', message, entry: entry.name });
}
