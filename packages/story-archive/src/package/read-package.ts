import type { RandomAccessSource } from '../zip/random-access-source.ts';
import { ReadAhead } from '../zip/read-ahead.ts';
import { type ReceivedLimits, readReceivedArchive } from '../zip/received-archive.ts';
import { checkManifestMedia } from './check-manifest-media.ts';
import { locatePackage } from './locate-package.ts';
import type { PackageFile, PackageManifest } from './manifest.ts';
import { maxPackageEntries } from './package-limits.ts';
import { readCheckedFile } from './read-checked-file.ts';
import { readManifest } from './read-manifest.ts';
import { type FileReading, verifyFiles } from './verify-files.ts';

export interface PackageReading extends FileReading {
  readonly limits?: ReceivedLimits;
}

/** Something that a package has and a story of ours cannot keep. `where` is an entry, or a JSON pointer into the story. */
export interface PackageLoss {
  readonly code: string;
  readonly message: string;
  readonly where: string;
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
  const located = locatePackage(entries);
  const ahead = new ReadAhead(source, { endOffset: entries.at(-1)?.endOffset ?? 0 });
  const { manifest, sha256 } = await readManifest(ahead, located.story);
  checkManifestMedia(manifest);
  await verifyFiles(ahead, { ...reading, located, manifest, manifestSha256: sha256 });
  const files = manifest.files.map((file) => ({
    ...file,
    crc32: located.media.get(file.path)?.crc32 ?? 0,
  }));
  const fileAt = new Map(files.map((file) => [file.path, file]));
  return {
    layout: 'taleport',
    manifest,
    files,
    losses: [],
    entryCount: entries.length,
    sizeBytes: source.sizeBytes,
    readFile: (path, signal) => {
      const file = fileAt.get(path);
      const entry = located.media.get(path);
      if (!file || !entry) throw new TypeError(`The package has no media file ${path}`);
      return readCheckedFile(source, { entry, sha256: file.sha256, ...(signal && { signal }) });
    },
  };
}
