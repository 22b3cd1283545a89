import { createHash } from 'node:crypto';

/** Made once, at random, for stories of Alchimalia. */
const namespace = '6f0d0a54-9a3b-4f0e-8a5f-3c1f0e7b52d6';

/**
 * The origin of a story of the older layout, which has none: a UUID of version 5 (RFC 9562, section 5.5) from the id
 * of the story, so that a package of the same story is recognised however often it is imported.
 */
export function olderOrigin(storyId: string): string {
  const name = Buffer.concat([
    Buffer.from(namespace.replaceAll('-', ''), 'hex'),
    Buffer.from(storyId),
  ]);
  const bytes = createHash('sha1').update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  const borders = [0, 4, 6, 8, 10, 16];
  const groups = borders.slice(1).map((end, index) => bytes.subarray(borders[index], end));
  return groups.map((group) => group.toString('hex')).join('-');
}

/** A slug from the id of a story, for its address. */
export function olderSlug(storyId: string): string {
  const words = storyId.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  return words.slice(0, 80).replace(/^-+|-+$/g, '') || 'story';
}
