export { detectMediaType, mediaHeadBytes } from './media/detect-media-type.ts';
export {
  buildPackage,
  type PackageRequest,
  packageFileName,
  type StoryPackage,
} from './package/build-package.ts';
export type { PackageFile, PackageManifest } from './package/manifest.ts';
export { PackageError } from './package/package-error.ts';
export {
  type ReadPackage,
  readPackage,
} from './package/read-package.ts';
export { neededMedia, type PackageMedia } from './package/sort-media.ts';
export type { KnownFile } from './package/verify-files.ts';
export { verifyPackage } from './package/verify-package.ts';
export { ArchiveFormatError } from './zip/archive-format-error.ts';
export { openFileSource } from './zip/file-source.ts';
export {
  type ArchivePlan,
  type BlobSegment,
  inlineEntry,
  planArchive,
  type Segment,
} from './zip/plan-archive.ts';
export type { RandomAccessSource } from './zip/random-access-source.ts';
