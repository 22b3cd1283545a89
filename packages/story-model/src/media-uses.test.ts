import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storyDocuments } from '../test/story-arbitrary.ts';
import { mediaKindOf, mediaPointer, mediaUses } from './media-uses.ts';
import { storyDocument } from './story-document.ts';

const media = (digit: string): string => digit.repeat(64);

describe('the uses of media', () => {
  const story = storyDocument.parse({
    title: { en: 'The lamp' },
    languages: ['hu', 'en'],
    cover: { media: media('0') },
    titleNarration: { en: media('2'), hu: media('1'), fr: media('4'), ar: media('3') },
    tiles: [
      {
        kind: 'video',
        id: 'fog',
        picture: { media: media('5') },
        narration: { en: media('6') },
        video: { en: media('8'), hu: media('7') },
      },
      { kind: 'page', id: 'empty' },
      { kind: 'quiz', id: 'quiz', picture: { media: media('0') } },
    ],
  });

  it('come in the order of reading, languages in the order of the author, unlisted ones last', () => {
    expect(mediaUses(story)).toEqual([
      { role: 'cover', sha256: media('0') },
      { role: 'title-narration', language: 'hu', sha256: media('1') },
      { role: 'title-narration', language: 'en', sha256: media('2') },
      { role: 'title-narration', language: 'ar', sha256: media('3') },
      { role: 'title-narration', language: 'fr', sha256: media('4') },
      { role: 'picture', tileId: 'fog', tileNumber: 1, sha256: media('5') },
      { role: 'narration', tileId: 'fog', tileNumber: 1, language: 'en', sha256: media('6') },
      { role: 'video', tileId: 'fog', tileNumber: 1, language: 'hu', sha256: media('7') },
      { role: 'video', tileId: 'fog', tileNumber: 1, language: 'en', sha256: media('8') },
      { role: 'picture', tileId: 'quiz', tileNumber: 3, sha256: media('0') },
    ]);
  });

  it('say where in the document they stand', () => {
    expect(mediaUses(story).map(mediaPointer)).toEqual([
      '/cover/media',
      '/titleNarration/hu',
      '/titleNarration/en',
      '/titleNarration/ar',
      '/titleNarration/fr',
      '/tiles/0/picture/media',
      '/tiles/0/narration/en',
      '/tiles/0/video/hu',
      '/tiles/0/video/en',
      '/tiles/2/picture/media',
    ]);
  });

  it('need files of the kind that their role has', () => {
    expect(mediaUses(story).map(({ role }) => mediaKindOf(role))).toEqual([
      'image',
      'audio',
      'audio',
      'audio',
      'audio',
      'image',
      'audio',
      'video',
      'video',
      'image',
    ]);
  });

  it('are all that the document names, each under its own pointer, for any story', () => {
    fc.assert(
      fc.property(storyDocuments(), (document) => {
        const uses = mediaUses(document);
        for (const use of uses) expect(resolve(document, mediaPointer(use))).toBe(use.sha256);
        expect(new Set(uses.map(mediaPointer)).size).toBe(uses.length);

        const { tiles, ...rest } = document;
        const withoutHashes = {
          ...rest,
          tiles: tiles.map((tile) => ({ ...tile, translations: {} })),
        };
        const named = JSON.stringify(withoutHashes).match(/(?<=")[0-9a-f]{64}(?=")/g) ?? [];
        expect(uses.map(({ sha256 }) => sha256).sort()).toEqual([...named].sort());
      }),
      { numRuns: 200 },
    );
  });
});

/** What a JSON pointer without escapes leads to (RFC 6901). */
function resolve(document: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .reduce((value, key) => (value as Record<string, unknown>)[key], document);
}
