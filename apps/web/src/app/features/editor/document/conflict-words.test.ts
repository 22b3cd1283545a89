import { storyDocument } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { conflictPlace, conflictValue } from './conflict-words.ts';

const sha256 = 'a'.repeat(64);
const story = storyDocument.parse({
  title: { en: 'The lamp' },
  languages: ['en', 'ro'],
  tiles: [
    { kind: 'page', id: 'one' },
    { kind: 'quiz', id: 'two', answers: [{ id: 'x' }, { id: 'y' }] },
    { kind: 'choice', id: 'three', options: [{ id: 'o', goTo: { end: true } }] },
  ],
});

describe('the place of a conflict', () => {
  it.each([
    ['tiles/one/text/ro', { tileNumber: 1, field: 'text', language: 'ro' }],
    ['tiles/one/picture/media', { tileNumber: 1, field: 'picture' }],
    ['tiles/one/picture/alt/en', { tileNumber: 1, field: 'alt', language: 'en' }],
    ['tiles/two', { tileNumber: 2, field: 'tile' }],
    [
      'tiles/two/answers/y/text/en',
      { tileNumber: 2, field: 'answer', partNumber: 2, language: 'en' },
    ],
    ['tiles/two/answers/x/correct', { tileNumber: 2, field: 'correct', partNumber: 1 }],
    ['tiles/three/options/o/goTo', { tileNumber: 3, field: 'goTo', partNumber: 1 }],
    ['tiles/gone', { field: 'tile' }],
    ['title/ro', { field: 'title', language: 'ro' }],
    ['cover/alt/en', { field: 'coverAlt', language: 'en' }],
    ['ageRange', { field: 'ageRange' }],
  ])('of %s is %o', (path, place) => {
    expect(conflictPlace(path.split('/'), story)).toEqual(place);
  });
});

describe('a side of a conflict', () => {
  it.each([
    ['Hello', 'text', { kind: 'text', text: 'Hello' }],
    [undefined, 'text', { kind: 'nothing' }],
    [null, 'next', { kind: 'word', word: 'following' }],
    [{ tile: 'two' }, 'next', { kind: 'word', word: 'toPage', number: 2 }],
    [{ tile: 'gone' }, 'goTo', { kind: 'word', word: 'gone' }],
    [{ end: true }, 'goTo', { kind: 'word', word: 'end' }],
    [true, 'correct', { kind: 'word', word: 'right' }],
    [sha256, 'narration', { kind: 'media', mediaKind: 'audio', sha256 }],
    [{ media: sha256, alt: {} }, 'cover', { kind: 'media', mediaKind: 'image', sha256 }],
    [['en', 'hu'], 'languages', { kind: 'languages', languages: ['en', 'hu'] }],
    [['owls', 'night'], 'topics', { kind: 'text', text: 'owls, night' }],
    [[{ role: 'Text', name: 'Nela' }], 'credits', { kind: 'text', text: 'Text: Nela' }],
    [{ from: 3, to: 7 }, 'ageRange', { kind: 'text', text: '3–7' }],
    [{ from: 9, to: 120 }, 'ageRange', { kind: 'text', text: '9+' }],
  ])('%o in the field %s is %o', (value, field, shown) => {
    expect(conflictValue(value, field, story)).toEqual(shown);
  });

  it('of a whole page is the texts that stand on it', () => {
    const tile = {
      kind: 'quiz',
      id: 'two',
      text: { en: 'An owl', ro: 'O bufniță' },
      narration: { en: sha256 },
      answers: [{ id: 'x', text: { en: 'Because' }, correct: true }],
    };
    expect(conflictValue(tile, 'tile', story)).toEqual({
      kind: 'text',
      text: 'An owl\nO bufniță\nBecause',
    });
  });
});
