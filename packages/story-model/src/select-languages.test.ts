import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storyDocuments } from '../test/story-arbitrary.ts';
import { selectLanguages } from './select-languages.ts';
import { type StoryDocument, storyDocument } from './story-document.ts';

const storiesWithChoice = storyDocuments().chain((story) =>
  fc.record({ story: fc.constant(story), wanted: fc.subarray(story.languages, { minLength: 1 }) }),
);

describe('a story in some of its languages', () => {
  it('has no trace of the others, and all of those that were chosen', () => {
    fc.assert(
      fc.property(storiesWithChoice, ({ story, wanted }) => {
        const selected = selectLanguages(story, wanted);
        expect(languageKeys(selected).filter((language) => !wanted.includes(language))).toEqual([]);
        expect(languageKeys(selected)).toEqual(
          languageKeys(story).filter((language) => wanted.includes(language)),
        );
        expect(storyDocument.parse(selected)).toEqual(selected);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps the order of the author', () => {
    const story = storyDocument.parse({ title: {}, languages: ['hu', 'en', 'ro'] });
    expect(selectLanguages(story, ['ro', 'hu']).languages).toEqual(['hu', 'ro']);
  });

  it('is the story itself when all of them are chosen and no others are written in', () => {
    fc.assert(
      fc.property(storyDocuments(), (story) => {
        const all = [...new Set([...story.languages, ...languageKeys(story)])];
        expect(selectLanguages(story, all)).toEqual(story);
      }),
    );
  });

  it('does not change the story that it was made from', () => {
    fc.assert(
      fc.property(storiesWithChoice, ({ story, wanted }) => {
        const before = structuredClone(story);
        selectLanguages(story, wanted);
        expect(story).toEqual(before);
      }),
    );
  });

  it('keeps of a translation from which language it was made', () => {
    const from = { from: 'hu', sourceHash: 'ab'.repeat(32), reviewed: true };
    const story = storyDocument.parse({
      title: { hu: 'A lámpás', en: 'The lamp' },
      languages: ['hu', 'en'],
      tiles: [{ kind: 'page', id: 'a', translations: { en: from } }],
    });
    expect(selectLanguages(story, ['en']).tiles[0]?.translations).toEqual({ en: from });
  });
});

/** The language of everything that is written in one, in the order of the document. */
function languageKeys(story: StoryDocument): string[] {
  const { title, summary, titleNarration, credits, cover, tiles } = story;
  const records: object[] = [
    title,
    summary,
    titleNarration,
    credits,
    ...(cover ? [cover.alt] : []),
    ...tiles.flatMap((tile) => [
      ...(tile.picture ? [tile.picture.alt] : []),
      tile.caption,
      tile.text,
      tile.narration,
      tile.translations,
      ...(tile.kind === 'video' ? [tile.video] : []),
      ...(tile.kind === 'quiz' ? [tile.question, ...tile.answers.map(({ text }) => text)] : []),
      ...(tile.kind === 'choice' ? tile.options.map(({ text }) => text) : []),
    ]),
  ];
  return records.flatMap((record) => Object.keys(record));
}
