import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { type MediaType, mediaTypes } from '@taleport/story-model';
import type { PackageMedia } from '../src/index.ts';

export interface SampleMedia extends PackageMedia {
  readonly bytes: Uint8Array;
}

const boxed = (brand: string) => Buffer.from(`\0\0\0\x10ftyp${brand}\0\0\0\0`, 'latin1');
const opus = `OggS${'\0'.repeat(24)}OpusHead`;
const png = '89504e470d0a1a0a0000000d494844520000000100000001080600000000000000';
const matroska = Buffer.from('1a45dfa39f4282847765626d', 'hex');

const firstBytes = {
  'image/jpeg': Buffer.from('ffd8ffe000104a464946', 'hex'),
  'image/png': Buffer.from(`${png}0000000049444154`, 'hex'),
  'image/webp': Buffer.from('RIFF\x38\0\0\0WEBPVP8 ', 'latin1'),
  'image/gif': Buffer.from('GIF89a'),
  'image/avif': boxed('avif'),
  'audio/mpeg': Buffer.from('ID3\x04\0\0\0\0\0\0\xff\xfb\x90\x64', 'latin1'),
  'audio/mp4': boxed('M4A '),
  'audio/ogg': Buffer.from(opus),
  'audio/webm': matroska,
  'audio/wav': Buffer.from('RIFF\x38\0\0\0WAVE', 'latin1'),
  'video/mp4': boxed('isom'),
  'video/webm': matroska,
} as const satisfies Record<MediaType, Buffer>;

/**
 * A media file that is the same each time: the first bytes of its type, then bytes made from its name.
 * Its key in the store is one that must not show in a package.
 */
export function sampleMedia(
  mediaType: MediaType,
  name: string,
  { sizeBytes = 64 }: { readonly sizeBytes?: number } = {},
): SampleMedia {
  const start = firstBytes[mediaType];
  const rest = createHash('shake256', { outputLength: sizeBytes - start.length }).update(name);
  const bytes = Buffer.concat([start, rest.digest()]);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const blobKey = `tenant-7/user-41/${name}`;
  return { sha256, mediaType, sizeBytes, crc32: crc32(bytes), blobKey, bytes };
}

/** Two files of each type. */
export const sampleLibrary: readonly SampleMedia[] = Object.keys(mediaTypes).flatMap((name) => [
  sampleMedia(name as MediaType, `${name} 1`),
  sampleMedia(name as MediaType, `${name} 2`),
]);
