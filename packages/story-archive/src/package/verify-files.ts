import { createHash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { MediaType } from '@taleport/story-model';
import { isOfMediaType, mediaHeadBytes } from '../media/detect-media-type.ts';
import type { ReadAhead } from '../zip/read-ahead.ts';
import type { ReceivedEntry } from '../zip/received-archive.ts';
import { receivedBytes } from '../zip/received-bytes.ts';
import { checkChecksumList, checksumListOf } from './checksum-list.ts';
import type { LocatedPackage } from './locate-package.ts';
import type { PackageFile, PackageManifest } from './manifest.ts';
import { PackageError } from './package-error.ts';
import { hashDiffers } from './read-checked-file.ts';
import { checkInlineSize, readSmallFile, utf8Text } from './read-small-file.ts';

/** What reading a media file of a package has found. */
export interface KnownFile {
  readonly sha256: string;
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly mediaType: MediaType;
}

export interface ReadingProgress {
  readonly files: number;
  readonly filesTotal: number;
  readonly bytes: number;
  readonly bytesTotal: number;
}

export interface FileReading {
  readonly signal?: AbortSignal;
  /**
   * Told of each chunk: media files that are checked, and bytes of media, also of the file that is being read. Files that
   * were known before are counted when their turn comes.
   */
  readonly onProgress?: (progress: ReadingProgress) => void;
  /** Files that an earlier reading of the same package has checked, by path: they are not read again. */
  readonly known?: ReadonlyMap<string, KnownFile>;
  /** Told of each media file that is checked now, and awaited. */
  readonly onFile?: (path: string, file: KnownFile) => void | Promise<void>;
}

const filesBetweenPauses = 64;

export interface Verification extends FileReading {
  readonly located: LocatedPackage;
  readonly manifest: PackageManifest;
  readonly manifestSha256: string;
}

/**
 * Reads every file but `story.json`, in the order in which they lie, and checks each against the manifest and the list of
 * checksums. Throws a PackageError, and what `receivedBytes` throws.
 */
export async function verifyFiles(source: ReadAhead, verification: Verification): Promise<void> {
  const { located, manifest, manifestSha256, signal } = verification;
  const { story, page, sums, media, folders } = located;
  const listed = listedFiles(media, manifest);
  checkSmallFiles(located, manifest);
  let pageSha256 = '';
  let sumsText = '';
  const bytesTotal = manifest.files.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  const progress = { files: 0, filesTotal: listed.size, bytes: 0, bytesTotal };
  const entries = [page, sums, ...media.values(), ...folders];
  entries.sort((one, other) => one.headerOffset - other.headerOffset);
  for (const [index, entry] of entries.entries()) {
    // Small files are all in memory once one of them is: without a pause nothing else would have its turn meanwhile.
    if (index % filesBetweenPauses === 0) await setImmediate();
    signal?.throwIfAborted();
    const file = listed.get(entry.name);
    if (file) await verifyMedia(source, { entry, file, progress, reading: verification });
    else if (entry === sums) sumsText = utf8Text(await readSmallFile(source, entry), entry);
    else {
      const sha256 = await hashOf(receivedBytes(source, entry));
      if (entry === page) pageSha256 = sha256;
    }
  }
  checkChecksumList(sumsText, [
    [story.name, manifestSha256],
    [page.name, pageSha256],
    ...manifest.files.map(({ path, sha256 }) => [path, sha256] as const),
  ]);
}

/** The files of the manifest by their paths, where they are all the media files of the archive, with the same sizes. */
function listedFiles(
  media: ReadonlyMap<string, ReceivedEntry>,
  { files }: PackageManifest,
): ReadonlyMap<string, PackageFile> {
  const listed = new Map(files.map((file) => [file.path, file]));
  const twice = files.find((file) => listed.get(file.path) !== file);
  if (twice) refuseListed(twice.path);
  for (const name of [...media.keys(), ...listed.keys()]) {
    const [entry, file] = [media.get(name), listed.get(name)];
    if (!entry || !file || entry.sizeBytes !== file.sizeBytes) refuseListed(name);
  }
  return listed;
}

function refuseListed(name: string): never {
  throw new PackageError({
    rule: 'manifest-files-differ',
    message: `story.json and the archive do not agree on ${JSON.stringify(name)}: the name, the size, or whether it is there, once.`,
    entry: name,
  });
}

/**
 * Before they are read: a page is never larger than what we write, and so many lines of a list have so many bytes,
 * whatever the hashes are.
 */
function checkSmallFiles({ story, page, sums }: LocatedPackage, { files }: PackageManifest): void {
  checkInlineSize(page);
  const names = [story.name, page.name, ...files.map(({ path }) => path)];
  const list = checksumListOf(names.map((name) => [name, '0'.repeat(64)]));
  if (Buffer.byteLength(list) === sums.sizeBytes) return;
  throw new PackageError({
    rule: 'checksum-list-differs',
    message: `${sums.name} does not have a line for every other file and no others: its size is another.`,
    entry: sums.name,
  });
}

async function hashOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

interface MediaVerification {
  readonly entry: ReceivedEntry;
  readonly file: PackageFile;
  readonly progress: ReadingProgress & { files: number; bytes: number };
  readonly reading: FileReading;
}

async function verifyMedia(source: ReadAhead, verification: MediaVerification): Promise<void> {
  const { entry, file, progress, reading } = verification;
  const { sha256, sizeBytes, mediaType } = file;
  const found: KnownFile = { sha256, crc32: entry.crc32, sizeBytes, mediaType };
  const isKnown = isSameFile(reading.known?.get(file.path), found);
  if (isKnown) progress.bytes += sizeBytes;
  else await readMedia(source, verification);
  progress.files += 1;
  if (!isKnown) await reading.onFile?.(file.path, found);
  reading.onProgress?.({ ...progress });
}

function isSameFile(known: KnownFile | undefined, found: KnownFile): boolean {
  return (
    known !== undefined &&
    known.sha256 === found.sha256 &&
    known.crc32 === found.crc32 &&
    known.sizeBytes === found.sizeBytes &&
    known.mediaType === found.mediaType
  );
}

async function readMedia(
  source: ReadAhead,
  { entry, file, progress, reading }: MediaVerification,
): Promise<void> {
  const hash = createHash('sha256');
  let head: Uint8Array | undefined = Buffer.of();
  for await (const chunk of receivedBytes(source, entry)) {
    reading.signal?.throwIfAborted();
    if (head) {
      head = head.length === 0 ? chunk : Buffer.concat([head, chunk]);
      if (head.length >= Math.min(mediaHeadBytes, file.sizeBytes)) {
        await checkMediaType(head, file);
        head = undefined;
      }
    }
    hash.update(chunk);
    progress.bytes += chunk.length;
    reading.onProgress?.({ ...progress });
  }
  if (hash.digest('hex') !== file.sha256) throw hashDiffers(file.path);
}

/** As soon as the head is there: what only claims to be a picture is not read to its end. */
async function checkMediaType(head: Uint8Array, { path, mediaType }: PackageFile): Promise<void> {
  if (await isOfMediaType(head, mediaType)) return;
  throw new PackageError({
    rule: 'media-type-differs',
    message: `${JSON.stringify(path)} should be a file of type ${mediaType}, and its content is not.`,
    entry: path,
  });
}
