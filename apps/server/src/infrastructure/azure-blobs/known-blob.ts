import { crc32 } from 'node:zlib';
import type { BlobSegment } from '@taleport/story-archive';
import { askStorage } from '../azure-account/ask-storage.ts';
import { BlobStoreError } from '../blob-store.ts';
import { readError } from './blob-errors.ts';
import type { BlobService } from './blob-service.ts';
import { type Reading, readBlob } from './read-blob.ts';
import { crcText } from './upload-blob.ts';
import type { CopySource } from './write-blocks.ts';

/**
 * The blob of a segment, whose content is what the plan says as long as it has the entity tag. What a blob is was written into
 * its metadata when it was received; one without, which another program has put there, is read to see what it is. Throws
 * BlobStoreError `missing`, `unreadable` or `damaged`.
 */
export async function knownBlob(
  service: BlobService,
  segment: BlobSegment,
  signal: AbortSignal,
): Promise<CopySource> {
  const { key, sizeBytes, sha256 } = segment;
  const blob = service.blob(key);
  const {
    etag = '',
    contentLength,
    metadata,
  } = await askStorage((abortSignal) => blob.getProperties({ abortSignal }), { signal }).catch(
    (error: unknown) => {
      throw readError(key, error);
    },
  );
  if (contentLength !== sizeBytes) throw new BlobStoreError('damaged', key);
  if (metadata?.sha256 === undefined) await readThrough({ blob, key, etag, signal }, segment);
  else if (metadata.sha256 !== sha256 || metadata.crc32 !== crcText(segment.crc32)) {
    throw new BlobStoreError('damaged', key);
  }
  return { key, etag };
}

async function readThrough(
  reading: Reading,
  { sizeBytes, crc32: expected }: BlobSegment,
): Promise<void> {
  let crc = 0;
  for await (const bytes of readBlob({ ...reading, sizeBytes })) crc = crc32(bytes, crc);
  if (crc !== expected) throw new BlobStoreError('damaged', reading.key);
}
