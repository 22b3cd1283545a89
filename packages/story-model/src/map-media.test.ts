import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storyDocuments, storyInputs } from '../test/story-arbitrary.ts';
import { mapMedia } from './map-media.ts';
import { mediaUses } from './media-uses.ts';
import { type StoryDocumentInput, storyDocument } from './story-document.ts';

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('mapping the media of a story', () => {
  it('renames every reference of a document whose media are files still', () => {
    const story: StoryDocumentInput = {
      title: { en: 'The lamp' },
      languages: ['en'],
      cover: { media: 'cover.jpg', alt: { en: 'cover.jpg' } },
      titleNarration: { en: 'title.mp3' },
      tiles: [
        { kind: 'video', id: 'fog', narration: { en: 'fog.mp3' }, video: { en: 'fog.mp4' } },
        { kind: 'page', id: 'lake', picture: { media: 'lake.jpg' }, text: { en: 'lake.jpg' } },
        { kind: 'page', id: 'end', picture: null },
      ],
    };
    expect(mapMedia(story, (file) => `media/${file}`)).toEqual({
      title: { en: 'The lamp' },
      languages: ['en'],
      cover: { media: 'media/cover.jpg', alt: { en: 'cover.jpg' } },
      titleNarration: { en: 'media/title.mp3' },
      tiles: [
        {
          kind: 'video',
          id: 'fog',
          narration: { en: 'media/fog.mp3' },
          video: { en: 'media/fog.mp4' },
        },
        {
          kind: 'page',
          id: 'lake',
          picture: { media: 'media/lake.jpg' },
          text: { en: 'lake.jpg' },
        },
        { kind: 'page', id: 'end', picture: null },
      ],
    });
  });

  it('gives the renamed references in the order of the uses, for any story', () => {
    fc.assert(
      fc.property(storyDocuments(), (story) => {
        const renamed = mediaUses(story).map((use) => ({ ...use, sha256: hashOf(use.sha256) }));
        const mapped = mapMedia(story, hashOf);
        expect(mediaUses(storyDocument.parse(mapped))).toEqual(renamed);
      }),
      { numRuns: 200 },
    );
  });

  it('changes nothing else, and adds nothing that was left out', () => {
    fc.assert(
      fc.property(storyInputs(), (story) => {
        const before = JSON.stringify(story);
        expect(JSON.stringify(mapMedia(story, (reference) => reference))).toBe(before);
        mapMedia(story, () => 'another');
        expect(JSON.stringify(story)).toBe(before);
      }),
      { numRuns: 200 },
    );
  });
});
