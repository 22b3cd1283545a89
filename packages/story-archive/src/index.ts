export {
  buildPackage,
  type PackageRequest,
  packageFileName,
  type StoryPackage,
} from './package/build-package.ts';
export type { PackageManifest } from './package/manifest.ts';
export { neededMedia, type PackageMedia } from './package/sort-media.ts';
export { verifyPackage } from './package/verify-package.ts';
export { openFileSource } from './zip/file-source.ts';
export {
  type ArchivePlan,
  type BlobSegment,
  inlineEntry,
  planArchive,
  type Segment,
} from './zip/plan-archive.ts';
