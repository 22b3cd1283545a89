import { createCipheriv, createHash } from 'node:crypto';

export type FakeKind = 'picture' | 'narration' | 'video';

/** How files of each kind begin: a PNG of one pixel, an ID3v2 tag with a silent frame, a file type box (ISO/IEC 14496-12, 4.3). */
const heads: Readonly<Record<FakeKind, Buffer>> = {
  picture: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
  narration: Buffer.from(
    `ID3\x03\x00\x00\x00\x00\x00\x00\xff\xfb\x90\x64${'\0'.repeat(413)}`,
    'latin1',
  ),
  video: Buffer.from('\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2hdlrvide', 'latin1'),
};

/** A file that the server takes for media, with bytes that are the same for the same name. */
export function fakeMedia(kind: FakeKind, sizeBytes: number, name: string): Buffer {
  const key = createHash('sha256').update(name).digest().subarray(0, 16);
  const cipher = createCipheriv('aes-128-ctr', key, Buffer.alloc(16));
  const head = heads[kind];
  return Buffer.concat([head, cipher.update(Buffer.alloc(Math.max(8, sizeBytes - head.length)))]);
}
