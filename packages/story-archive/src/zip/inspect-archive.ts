import type { RandomAccessSource } from './random-access-source.ts';
import { ReadAhead } from './read-ahead.ts';
import {
  type ReceivedEntry,
  type ReceivedLimits,
  readReceivedArchive,
} from './received-archive.ts';
import { receivedBytes } from './received-bytes.ts';

/**
 * The entries of an archive that any program may have made, in the order in which they lie, after all of it was read and
 * checked. Throws an `ArchiveFormatError` with the first rule that is broken. Memory does not grow with their sizes.
 */
export async function inspectArchive(
  source: RandomAccessSource,
  limits: ReceivedLimits = {},
): Promise<readonly ReceivedEntry[]> {
  const { entries } = await readReceivedArchive(source, limits);
  const ahead = new ReadAhead(source, { endOffset: entries.at(-1)?.endOffset ?? 0 });
  for (const entry of entries) {
    for await (const _ of receivedBytes(ahead, entry));
  }
  return entries;
}
