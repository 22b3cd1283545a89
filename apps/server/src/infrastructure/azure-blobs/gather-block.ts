import { crc32 } from 'node:zlib';
import type { BlobSegment, Segment } from '@taleport/story-archive';
import pMap from 'p-map';
import { BlobStoreError } from '../blob-store.ts';
import type { BlobService } from './blob-service.ts';
import type { GatheredBlock } from './block-layout.ts';
import { readInto } from './read-blob.ts';

const readsAtOnce = 8;

/** The bytes of inline segments and small blobs put together. Throws BlobStoreError `damaged` where a CRC-32 is not right. */
export async function gatherBlock(
  service: BlobService,
  block: GatheredBlock,
  signal: AbortSignal,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(block.sizeBytes);
  const fill = async (part: Segment) => {
    const at = part.offset - block.offset;
    const place = bytes.subarray(at, at + part.sizeBytes);
    if (part.kind === 'inline') place.set(part.bytes);
    else await readWhole(place, part);
  };
  const readWhole = async (place: Buffer, { key, crc32: expected }: BlobSegment) => {
    await readInto(place, { blob: service.blob(key), key, signal });
    if (crc32(place) !== expected) throw new BlobStoreError('damaged', key);
  };
  await pMap(block.parts, fill, { concurrency: readsAtOnce, signal });
  return bytes;
}
