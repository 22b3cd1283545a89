import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { entryBytes } from '../zip/entry-bytes.ts';
import type { RandomAccessSource } from '../zip/random-access-source.ts';
import { type ListedEntry, readArchiveDirectory } from '../zip/read-archive.ts';
import { checkManifestMedia } from './check-manifest-media.ts';
import { checkChecksumList } from './checksum-list.ts';
import { fixedEntryNames, type PackageManifest } from './manifest.ts';
import { PackageError } from './package-error.ts';
import { maxInlineBytes, maxPackageEntries } from './package-limits.ts';
import { parseManifest } from './parse-manifest.ts';
import { hashDiffers } from './read-checked-file.ts';

export interface VerifiedPackage {
  readonly manifest: PackageManifest;
  readonly entryCount: number;
  readonly sizeBytes: number;
}

/**
 * Reads a whole package and checks all that it says of itself: framing and names, sizes and CRC-32 of each entry,
 * the manifest and the story against their schemas, the list of files, and the SHA-256 of each.
 * Throws ArchiveFormatError or PackageError with the first rule that is broken. Memory does not grow with the media.
 */
export async function verifyPackage(source: RandomAccessSource): Promise<VerifiedPackage> {
  const { entries } = await readArchiveDirectory(source, { maxEntries: maxPackageEntries });
  const [story, page, sums, ...media] = checkFixedEntries(entries);
  const manifest = parseManifest(await readInline(source, story));
  checkManifestMedia(manifest);
  checkMediaEntries(media, manifest);

  const hashes = new Map<string, string>();
  for (const entry of [story, page, ...media]) {
    hashes.set(entry.name, await sha256Of(source, entry));
  }
  checkManifestHashes(manifest, hashes);
  checkChecksumList(await readInline(source, sums), hashes);
  return { manifest, entryCount: entries.length, sizeBytes: source.sizeBytes };
}

type FixedEntries = [ListedEntry, ListedEntry, ListedEntry, ...ListedEntry[]];

function checkFixedEntries(entries: readonly ListedEntry[]): FixedEntries {
  for (const [index, name] of fixedEntryNames.entries()) {
    if (entries[index]?.name === name) continue;
    throw new PackageError({
      rule: 'fixed-entries',
      message: `A story package begins with ${fixedEntryNames.join(', ')}; this one does not. It was not made by Taleport, or was packed again by another tool.`,
      entry: name,
    });
  }
  return entries as FixedEntries;
}

async function readInline(source: RandomAccessSource, entry: ListedEntry): Promise<string> {
  if (entry.sizeBytes > maxInlineBytes) {
    throw new PackageError({
      rule: 'entry-too-large',
      message: `${entry.name} has ${entry.sizeBytes} bytes; at most ${maxInlineBytes} are read.`,
      entry: entry.name,
    });
  }
  const chunks = await Array.fromAsync(entryBytes(source, entry));
  const bytes = Buffer.concat(chunks);
  if (isUtf8(bytes)) return bytes.toString();
  throw new PackageError({
    rule: 'entry-not-utf-8',
    message: `${entry.name} is not text in UTF-8.`,
    entry: entry.name,
  });
}

async function sha256Of(source: RandomAccessSource, entry: ListedEntry): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of entryBytes(source, entry)) hash.update(bytes);
  return hash.digest('hex');
}

/** The manifest lists each media entry, and nothing else, in the order of the archive. */
function checkMediaEntries(media: readonly ListedEntry[], manifest: PackageManifest): void {
  const length = Math.max(media.length, manifest.files.length);
  for (let index = 0; index < length; index += 1) {
    const [entry, file] = [media[index], manifest.files[index]];
    if (entry && file && entry.name === file.path && entry.sizeBytes === file.sizeBytes) continue;
    const name = entry?.name ?? file?.path ?? '';
    throw new PackageError({
      rule: 'manifest-files-differ',
      message: `story.json and the archive do not agree on ${JSON.stringify(name)}: the name, the size, or whether it is there.`,
      entry: name,
    });
  }
}

function checkManifestHashes(manifest: PackageManifest, hashes: ReadonlyMap<string, string>): void {
  for (const { path, sha256 } of manifest.files) {
    if (hashes.get(path) === sha256) continue;
    throw hashDiffers(path);
  }
}
