export { buildPackage, type PackageRequest, type StoryPackage } from './package/build-package.ts';
export type { MissingReason, PackageManifest } from './package/manifest.ts';
export { PackageError } from './package/package-error.ts';
export { neededMedia, type PackageMedia } from './package/sort-media.ts';
export { type VerifiedPackage, verifyPackage } from './package/verify-package.ts';
export { ArchiveFormatError } from './zip/archive-format-error.ts';
export { openFileSource } from './zip/file-source.ts';
export {
  type ArchiveEntry,
  type ArchivePlan,
  type BlobSegment,
  inlineEntry,
  planArchive,
  type Segment,
} from './zip/plan-archive.ts';
