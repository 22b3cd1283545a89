import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeDocuments, withValueAt } from './merge-documents.ts';

const tile = (id: string, text = id, more = {}) => ({
  kind: 'page',
  id,
  text: { en: text },
  ...more,
});
const story = (...tiles: object[]) => ({ title: { en: 'The lamp' }, languages: ['en'], tiles });

describe('two changes of one document', () => {
  it('are joined where they are of different places', () => {
    const base = story(tile('a'), tile('b'));
    const mine = { ...story(tile('a', 'mine'), tile('b')), title: { en: 'The lamp', ro: 'Lampa' } };
    const theirs = story(tile('a'), tile('b', 'theirs'));
    expect(mergeDocuments(base, mine, theirs)).toEqual({
      value: {
        ...story(tile('a', 'mine'), tile('b', 'theirs')),
        title: { en: 'The lamp', ro: 'Lampa' },
      },
      conflicts: [],
    });
  });

  it('leave a translation unreviewed that both have worked on', () => {
    const translated = (sourceHash: string) =>
      tile('a', 'a', { translations: { ro: { from: 'en', sourceHash, reviewed: true } } });
    const merged = mergeDocuments(
      story(translated('1')),
      story(translated('2')),
      story(translated('3')),
    );
    expect(merged.conflicts).toEqual([]);
    expect(merged.value.tiles[0]).toMatchObject({
      translations: { ro: { sourceHash: '2', reviewed: false } },
    });
  });

  it('contradict each other where both have written the same text', () => {
    const merged = mergeDocuments(
      story(tile('a')),
      story(tile('a', 'mine')),
      story(tile('a', 'theirs')),
    );
    expect(merged.value).toEqual(story(tile('a', 'mine')));
    expect(merged.conflicts).toEqual([
      { path: ['tiles', 'a', 'text', 'en'], mine: 'mine', theirs: 'theirs' },
    ]);
  });

  it('keep the pages that either has added, each after the page that it followed', () => {
    const base = story(tile('a'), tile('b'));
    const mine = story(tile('a'), tile('m'), tile('b'));
    const theirs = story(tile('a'), tile('b'), tile('t'));
    const { value, conflicts } = mergeDocuments(base, mine, theirs);
    expect(value.tiles).toEqual([tile('a'), tile('m'), tile('b'), tile('t')]);
    expect(conflicts).toEqual([]);
  });

  it('take the order of the one who has moved pages', () => {
    const base = story(tile('a'), tile('b'), tile('c'));
    const mine = story(tile('a', 'changed'), tile('b'), tile('c'));
    const theirs = story(tile('c'), tile('a'), tile('b'));
    const { value } = mergeDocuments(base, mine, theirs);
    expect(value.tiles).toEqual([tile('c'), tile('a', 'changed'), tile('b')]);
  });

  it('delete a page that the other has left alone, and ask about one that the other has changed', () => {
    const base = story(tile('a'), tile('b'));
    expect(mergeDocuments(base, story(tile('a')), base).value).toEqual(story(tile('a')));
    const merged = mergeDocuments(base, story(tile('a')), story(tile('a'), tile('b', 'changed')));
    expect(merged.value.tiles).toContainEqual(tile('b', 'changed'));
    expect(merged.conflicts).toEqual([
      { path: ['tiles', 'b'], mine: undefined, theirs: tile('b', 'changed') },
    ]);
  });

  it('are not mixed where a page became one of another kind', () => {
    const quiz = { kind: 'quiz', id: 'a', text: { en: 'a' }, answers: [] };
    const merged = mergeDocuments(story(tile('a')), story(quiz), story(tile('a', 'theirs')));
    expect(merged.value.tiles).toEqual([quiz]);
    expect(merged.conflicts).toHaveLength(1);
  });

  const documents = fc.record({
    title: fc.dictionary(fc.constantFrom('en', 'ro'), fc.string({ maxLength: 2 })),
    tiles: fc.uniqueArray(
      fc.record({
        kind: fc.constantFrom('page', 'video'),
        id: fc.constantFrom('a', 'b', 'c', 'd'),
        text: fc.dictionary(fc.constantFrom('en', 'ro'), fc.string({ maxLength: 2 })),
      }),
      { selector: ({ id }) => id },
    ),
  });

  it('give back the only one that there is', () => {
    fc.assert(
      fc.property(documents, documents, (base, changed) => {
        expect(mergeDocuments(base, changed, base)).toEqual({ value: changed, conflicts: [] });
        expect(mergeDocuments(base, base, changed)).toEqual({ value: changed, conflicts: [] });
        expect(mergeDocuments(base, changed, changed)).toEqual({ value: changed, conflicts: [] });
      }),
    );
  });

  it('lose no text: each is in the result, in a conflict, or was there before and changed by the other', () => {
    fc.assert(
      fc.property(documents, documents, documents, (base, mine, theirs) => {
        const { value, conflicts } = mergeDocuments(base, mine, theirs);
        const result = JSON.stringify([value, conflicts]);
        for (const side of [mine, theirs]) {
          for (const { id, text } of side.tiles) {
            const before = base.tiles.find((each) => each.id === id)?.text;
            for (const [language, words] of Object.entries(text)) {
              if (before?.[language] === words) continue;
              expect(result).toContain(JSON.stringify(words));
            }
          }
        }
      }),
    );
  });
});

describe('a conflict that is settled', () => {
  it('puts the other side in its place', () => {
    const mine = story(tile('a', 'mine'), tile('b'));
    expect(withValueAt(mine, ['tiles', 'a', 'text', 'en'], 'theirs')).toEqual(
      story(tile('a', 'theirs'), tile('b')),
    );
    expect(withValueAt(mine, ['title', 'en'], undefined)).toEqual({ ...mine, title: {} });
    expect(withValueAt(mine, ['tiles', 'b'], undefined)).toEqual(story(tile('a', 'mine')));
    expect(withValueAt(mine, ['tiles', 'c'], tile('c')).tiles).toHaveLength(3);
  });
});
