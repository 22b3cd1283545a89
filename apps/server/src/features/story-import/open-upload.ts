import type { RandomAccessSource } from '@taleport/story-archive';
import { uploadBlobKey } from '../../infrastructure/blob-keys.ts';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { FeatureSettings } from '../feature.ts';

/** The package is not there any more: it was imported, thrown away, or nobody needed it for too long. */
export class UploadGoneError extends Error {
  constructor(uploadId: string) {
    super(`The upload ${uploadId} is gone`);
    this.name = 'UploadGoneError';
  }
}

/** What is read of a package: as much as can be brought in, however much that is. */
export function packageLimits({ uploads: { maxBytes } }: FeatureSettings) {
  return { maxFileBytes: maxBytes, maxTotalBytes: maxBytes };
}

interface Upload {
  readonly uploadId: string;
  readonly sizeBytes: number;
}

/**
 * The bytes of an upload that is complete, a range at a time. Throws UploadGoneError; reading throws BlobStoreError
 * `missing` or `unreadable`.
 */
export async function openUpload(
  blobs: BlobStore,
  { uploadId, sizeBytes }: Upload,
): Promise<RandomAccessSource> {
  const key = uploadBlobKey(uploadId);
  const stored = await blobs.stat(key);
  if (stored?.sizeBytes !== sizeBytes) throw new UploadGoneError(uploadId);
  return {
    sizeBytes,
    async read(offset, length) {
      const bytes = Buffer.allocUnsafe(Math.max(0, Math.min(length, sizeBytes - offset)));
      if (bytes.length === 0) return bytes;
      let filled = 0;
      const range = { start: offset, end: offset + bytes.length - 1 };
      for await (const chunk of blobs.read(key, range)) {
        bytes.set(chunk, filled);
        filled += chunk.length;
      }
      return bytes.subarray(0, filled);
    },
  };
}
