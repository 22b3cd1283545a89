import { readOlderPackage } from '../older-layout/read-older-package.ts';
import { isOlderLayout } from '../older-layout/sort-older-entries.ts';
import type { RandomAccessSource } from '../zip/random-access-source.ts';
import { ReadAhead } from '../zip/read-ahead.ts';
import {
  type ReceivedEntry,
  type ReceivedLimits,
  readReceivedArchive,
} from '../zip/received-archive.ts';
import { checkManifestMedia } from './check-manifest-media.ts';
import { locatePackage } from './locate-package.ts';
import type { PackageFile, PackageManifest } from './manifest.ts';
import { maxPackageEntries } from './package-limits.ts';
import type { PackageLoss } from './package-loss.ts';
import { readCheckedFile } from './read-checked-file.ts';
import { readManifest } from './read-manifest.ts';
import { type FileReading, verifyFiles } from './verify-files.ts';

export interface PackageReading extends FileReading {
  readonly limits?: ReceivedLimits;
}

export interface ReadPackage {
  readonly layout: 'taleport' | 'alchimalia';
  readonly manifest: PackageManifest;
  /** In the order of the manifest. */
  readonly files: readonly (PackageFile & { readonly crc32: number })[];
  readonly losses: readonly PackageLoss[];
  readonly entryCount: number;
  readonly sizeBytes: number;
  /**
   * The content of a media file, which is checked again while it is read: a caller keeps nothing of it before the end was
   * reached. Throws as `readPackage` does, and a TypeError for a path that is not in `files`.
   */
  readFile(path: string, signal?: AbortSignal): AsyncIterable<Uint8Array>;
}

/**
 * Reads a package that someone sent, which any program may have packed, and checks all of it: archive-format.md, "Reading
 * a package that someone sent". Throws ArchiveFormatError or PackageError with the first rule that is broken, the signal's
 * reason when it is aborted, and what the source throws. Nothing is written anywhere; memory does not grow with the media,
 * and the source is read forward, in few large ranges.
 */
export async function readPackage(
  source: RandomAccessSource,
  reading: PackageReading = {},
): Promise<ReadPackage> {
  const limits = { maxEntries: maxPackageEntries, ...reading.limits };
  const { entries } = await readReceivedArchive(source, limits);
  const ahead = new ReadAhead(source, { endOffset: entries.at(-1)?.endOffset ?? 0 });
  const isOlder = isOlderLayout(entries.map(({ name }) => name));
  const { manifest, losses } = isOlder
    ? await readOlderPackage(ahead, { entries, reading })
    : await readOurPackage(ahead, { entries, reading });
  const entryOf = new Map(entries.map((entry) => [entry.name, entry]));
  const files = manifest.files.map((file) => ({
    ...file,
    crc32: entryOf.get(file.path)?.crc32 ?? 0,
  }));
  const fileAt = new Map(files.map((file) => [file.path, file]));
  return {
    layout: isOlder ? 'alchimalia' : 'taleport',
    manifest,
    files,
    losses,
    entryCount: entries.length,
    sizeBytes: source.sizeBytes,
    readFile: (path, signal) => {
      const file = fileAt.get(path);
      const entry = entryOf.get(path);
      if (!file || !entry) throw new TypeError(`The package has no media file ${path}`);
      return readCheckedFile(source, { entry, sha256: file.sha256, ...(signal && { signal }) });
    },
  };
}

async function readOurPackage(
  source: ReadAhead,
  {
    entries,
    reading,
  }: { readonly entries: readonly ReceivedEntry[]; readonly reading: FileReading },
): Promise<{ readonly manifest: PackageManifest; readonly losses: readonly PackageLoss[] }> {
  const located = locatePackage(entries);
  const { manifest, sha256 } = await readManifest(source, located.story);
  checkManifestMedia(manifest);
  await verifyFiles(source, { ...reading, located, manifest, manifestSha256: sha256 });
  return { manifest, losses: [] };
}
