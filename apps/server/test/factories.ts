import { randomBytes } from 'node:crypto';
import type { StoryDocumentInput } from '@taleport/story-model';

/** The smallest picture: a PNG of one pixel, of which each has other bytes behind its end. */
export function picture(sizeBytes = 200): Buffer {
  const onePixel = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  return Buffer.concat([onePixel, randomBytes(Math.max(8, sizeBytes - onePixel.length))]);
}

/** An MP3 by its first bytes (an ID3v2 tag), with random sound. */
export function narration(sizeBytes = 300): Buffer {
  const frame = Buffer.from([0xff, 0xfb, 0x90, 0x64]);
  return Buffer.concat([
    Buffer.from('ID3\u0003\u0000\u0000\u0000\u0000\u0000\u0000', 'latin1'),
    frame,
    randomBytes(sizeBytes),
  ]);
}

/** A story of one page in two languages, without media. */
export function storyWith(overrides: Partial<StoryDocumentInput> = {}): StoryDocumentInput {
  return {
    title: { en: 'The fox and the moon', ro: 'Vulpea și luna' },
    languages: ['en', 'ro'],
    tiles: [
      {
        kind: 'page',
        id: 'first',
        text: { en: 'A fox looked up.', ro: 'O vulpe privea în sus.' },
      },
    ],
    ...overrides,
  };
}
