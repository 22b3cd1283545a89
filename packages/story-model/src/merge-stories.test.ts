import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storyDocuments } from '../test/story-arbitrary.ts';
import { isSame } from './json-shape.ts';
import { mergeStories, settleConflicts } from './merge-stories.ts';
import { storyChanges } from './story-changes.ts';
import { type StoryDocument, type StoryDocumentInput, storyDocument } from './story-document.ts';
import type { Tile } from './tile.ts';

const page = (id: string, text: Record<string, string>, more = {}) => ({
  kind: 'page' as const,
  id,
  text,
  ...more,
});
function story(overrides: Partial<StoryDocumentInput> = {}): StoryDocument {
  return storyDocument.parse({
    title: { en: 'The lamp', ro: 'Lampa' },
    languages: ['en', 'ro'],
    tiles: [page('a', { en: 'One', ro: 'Unu' }), page('b', { en: 'Two', ro: 'Doi' })],
    ...overrides,
  });
}
const base = story();

describe('what the original has changed', () => {
  const theirs = story({
    languages: ['en', 'ro', 'hu'],
    tiles: [
      page('b', { en: 'Two', ro: 'Două', hu: 'Kettő' }),
      page('a', { en: 'One!', ro: 'Unu' }),
      page(
        'c',
        { en: 'Three', ro: 'Trei' },
        { picture: { media: 'a'.repeat(64), alt: { en: 'x' } } },
      ),
    ],
  });

  it('is told by place and language', () => {
    const told = storyChanges(base, theirs).map(
      ({ path, language = '' }) => `${path.join('/')} ${language}`,
    );
    expect(told.toSorted()).toEqual([
      'languages hu',
      'tiles ',
      'tiles/a/text/en en',
      'tiles/b/text/hu hu',
      'tiles/b/text/ro ro',
      'tiles/c ',
      'tiles/c/picture/alt/en en',
      'tiles/c/text/en en',
      'tiles/c/text/ro ro',
    ]);
  });

  it('is taken in some languages, and the rest is still there to be taken', () => {
    const mine = story({ license: 'CC BY 4.0' });
    const first = mergeStories({ base, mine, theirs, taken: { languages: ['ro'], shared: false } });
    expect(first.conflicts).toEqual([]);
    expect(first.document).toEqual(
      story({
        license: 'CC BY 4.0',
        tiles: [page('a', { en: 'One', ro: 'Unu' }), page('b', { en: 'Two', ro: 'Două' })],
      }),
    );
    const left = storyChanges(first.base, theirs).flatMap(({ language }) => language ?? []);
    expect(left.toSorted()).toEqual(['en', 'en', 'en', 'hu', 'hu', 'ro']);
    const rest = mergeStories({ base: first.base, mine: first.document, theirs });
    expect(rest.document).toEqual({ ...theirs, license: 'CC BY 4.0' });
    expect(rest.base).toEqual(theirs);
  });

  it('is not asked about again once a side was chosen', () => {
    const mine = story({ tiles: [page('a', { en: 'Mine', ro: 'Unu' }), base.tiles[1] as never] });
    const merged = mergeStories({ base, mine, theirs });
    expect(merged.conflicts).toEqual([
      { path: ['tiles', 'a', 'text', 'en'], mine: 'Mine', theirs: 'One!' },
    ]);
    const kept = settleConflicts(merged, () => false);
    expect(kept.tiles.find(({ id }) => id === 'a')?.text.en).toBe('Mine');
    expect(settleConflicts(merged, () => true).tiles).toEqual(theirs.tiles);
    expect(mergeStories({ base: merged.base, mine: kept, theirs }).conflicts).toEqual([]);
  });

  it('takes no language from me that I have written in', () => {
    const mine = story({ title: { en: 'The lamp', ro: 'Felinarul' } });
    const without = story({ languages: ['en'], license: 'x' });
    expect(mergeStories({ base, mine, theirs: without }).document.languages).toEqual(['en', 'ro']);
    expect(mergeStories({ base, mine: base, theirs: without }).document.languages).toEqual(['en']);
  });

  it('joins languages that both have added', () => {
    const mine = story({ languages: ['en', 'ro', 'fr'] });
    expect(mergeStories({ base, mine, theirs }).document.languages).toEqual([
      'en',
      'ro',
      'fr',
      'hu',
    ]);
  });
});

const runs = { numRuns: 50 };

describe('any three states of a story', () => {
  /** States that have tiles and languages in common, as an original and what was made of it have. */
  const states = fc
    .tuple(storyDocuments(), storyDocuments(), storyDocuments())
    .chain(([one, two, three]) =>
      fc.record({
        base: mixed(one, two, three),
        mine: mixed(one, two, three),
        theirs: mixed(one, two, three),
      }),
    );

  it('give theirs when everything is taken and nothing was changed here', () => {
    fc.assert(
      fc.property(states, ({ base, theirs }) => {
        const languages = [base, theirs].flatMap(everyLanguage);
        for (const taken of [undefined, { languages, shared: true }]) {
          const merged = mergeStories({ base, mine: base, theirs, taken });
          expect(merged.document).toEqual(theirs);
          expect(merged.conflicts).toEqual([]);
        }
      }),
      runs,
    );
  });

  it('give mine when nothing is taken, or they have changed nothing', () => {
    fc.assert(
      fc.property(states, ({ base, mine, theirs }) => {
        const nothing = { languages: [], shared: false };
        expect(mergeStories({ base, mine, theirs, taken: nothing }).document).toEqual(mine);
        expect(mergeStories({ base, mine, theirs: base }).document).toEqual(mine);
      }),
      runs,
    );
  });

  it('lose nothing of mine without a conflict that tells of it', () => {
    const taking = fc.record({
      languages: fc.subarray(['en', 'ro', 'hu', 'ar', 'he', 'pt-BR']),
      shared: fc.boolean(),
    });
    fc.assert(
      fc.property(
        states,
        fc.option(taking, { nil: undefined }),
        ({ base, mine, theirs }, taken) => {
          const { document, conflicts } = mergeStories({ base, mine, theirs, taken });
          const lost = storyChanges(mine, document).filter(({ path, before, language }) => {
            if (before === undefined || isOrder(path)) return false;
            const isMine = storyChanges(base, mine).some(
              (change) => isSame(change.path, path) && change.language === language,
            );
            const isTold = conflicts.some((conflict) =>
              conflict.path.every((key, index) => path[index] === key),
            );
            return isMine && !isTold;
          });
          expect(lost).toEqual([]);
        },
      ),
    );
  });
});

function isOrder(path: readonly string[]): boolean {
  return ['tiles', 'answers', 'options', 'topics'].includes(path.at(-1) ?? '');
}

function everyLanguage(document: StoryDocument): string[] {
  const tags: string[] = [...document.languages];
  JSON.stringify(document, (_, value) => {
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      tags.push(...Object.keys(value));
    return value;
  });
  return tags;
}

/** A story of which each part is from one of several. */
function mixed(...stories: [StoryDocument, ...StoryDocument[]]): fc.Arbitrary<StoryDocument> {
  const [first] = stories;
  const names = Object.keys(first) as (keyof StoryDocument)[];
  const pick = fc.constantFrom(...stories);
  const text = fc.dictionary(fc.constantFrom('en', 'ro', 'hu'), fc.constantFrom('', 'x', 'y'));
  const rewritten = (tile: Tile) =>
    fc.option(text).map((own) => (own ? { ...tile, text: own } : tile));
  const tiles = fc
    .shuffledSubarray(stories.flatMap((each) => each.tiles))
    .map((all) => [...new Map(all.map((tile) => [tile.id, tile])).values()])
    .chain((all) => fc.tuple(...all.map(rewritten)));
  return fc.tuple(fc.tuple(...names.map(() => pick)), tiles).map(([from, ownTiles]) => {
    const parts = names.map((name, index) => [name, from[index]?.[name]]);
    return { ...(Object.fromEntries(parts) as StoryDocument), tiles: ownTiles };
  });
}
