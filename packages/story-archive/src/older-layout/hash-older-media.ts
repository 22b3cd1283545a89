import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { isMediaType, type MediaType } from '@taleport/story-model';
import { detectMediaType, isOfMediaType, mediaHeadBytes } from '../media/detect-media-type.ts';
import type { FileReading, KnownFile, ReadingProgress } from '../package/verify-files.ts';
import type { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import { receivedBytes } from '../zip/received-bytes.ts';

const filesBetweenPauses = 64;

/**
 * What the entries below `media/` hold, by path; undefined for a file that is of no kind that a story can hold. Every
 * other file is only checked against its CRC-32. Throws what `receivedBytes` throws, and the signal's reason.
 */
export async function hashOlderMedia(
  source: ReadAhead,
  {
    entries,
    reading,
  }: { readonly entries: readonly ReceivedEntry[]; readonly reading: FileReading },
): Promise<Map<string, KnownFile | undefined>> {
  const found = new Map<string, KnownFile | undefined>();
  const media = entries.filter(({ isFolder, name }) => !isFolder && name.startsWith('media/'));
  const bytesTotal = media.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const progress = { files: 0, filesTotal: media.length, bytes: 0, bytesTotal };
  const toHash = new Set(media);
  for (const [index, entry] of entries.entries()) {
    // Small files come in bunches from memory: without a pause nothing else would have its turn meanwhile.
    if (index % filesBetweenPauses === 0) await setImmediate();
    reading.signal?.throwIfAborted();
    if (!toHash.has(entry)) {
      await Array.fromAsync(receivedBytes(source, entry), () => undefined);
      continue;
    }
    const known = knownFile(entry, reading);
    const file = known ?? (await hashMedia(source, { entry, reading, progress }));
    if (known) progress.bytes += entry.sizeBytes;
    progress.files += 1;
    if (file && !known) await reading.onFile?.(entry.name, file);
    reading.onProgress?.({ ...progress });
    found.set(entry.name, file);
  }
  return found;
}

/** The hash of an older package is written nowhere, so that only an earlier reading of the same file can know it. */
function knownFile(
  { name, crc32, sizeBytes }: ReceivedEntry,
  { known }: FileReading,
): KnownFile | undefined {
  const file = known?.get(name);
  return file?.crc32 === crc32 && file.sizeBytes === sizeBytes ? file : undefined;
}

async function hashMedia(
  source: ReadAhead,
  {
    entry,
    reading,
    progress,
  }: { entry: ReceivedEntry; reading: FileReading; progress: ReadingProgress & { bytes: number } },
): Promise<KnownFile | undefined> {
  const hash = createHash('sha256');
  let head: Uint8Array = Buffer.of();
  for await (const chunk of receivedBytes(source, entry)) {
    reading.signal?.throwIfAborted();
    if (head.length < mediaHeadBytes)
      head = Buffer.concat([head, chunk.subarray(0, mediaHeadBytes)]);
    hash.update(chunk);
    progress.bytes += chunk.length;
    reading.onProgress?.({ ...progress });
  }
  const mediaType = await mediaTypeOf(head, entry.name);
  if (!mediaType) return undefined;
  const { crc32, sizeBytes } = entry;
  return { sha256: hash.digest('hex'), crc32, sizeBytes, mediaType };
}

/** Of the two types that a container can be, where its beginning does not tell, the one of its folder. */
async function mediaTypeOf(head: Uint8Array, path: string): Promise<MediaType | undefined> {
  const found = await detectMediaType(head);
  const [, folder = ''] = path.split('/');
  const asInFolder = found?.replace(/^(audio|video)/, folder) ?? '';
  if (!isMediaType(asInFolder) || asInFolder === found) return found;
  return (await isOfMediaType(head, asInFolder)) ? asInFolder : found;
}
