import type { StoryDocument } from '@taleport/story-model';
import { storyDocument } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { mediaAt, withMediaAt } from './media-place.ts';
import {
  asKind,
  changeTile,
  copyOfTile,
  emptyTile,
  insertTile,
  moveTile,
  removeTile,
  tileKinds,
  withLanguage,
} from './tiles.ts';

function storyOf(...ids: string[]): StoryDocument {
  const tiles = ids.map((id) => ({ kind: 'page', id }));
  return storyDocument.parse({ title: { en: 'The lamp' }, languages: ['en'], tiles });
}

const idsOf = ({ tiles }: StoryDocument) => tiles.map(({ id }) => id).join('');

describe('the pages of a story', () => {
  it('are added, moved and removed', () => {
    const story = storyOf('a', 'b', 'c');
    expect(idsOf(moveTile(story, 0, 2))).toBe('bca');
    expect(idsOf(moveTile(story, 2, 0))).toBe('cab');
    expect(moveTile(story, 7, 0)).toBe(story);
    expect(idsOf(removeTile(story, 'b'))).toBe('ac');
    const added = emptyTile('quiz');
    expect(insertTile(story, 1, added).tiles[1]).toBe(added);
    expect(copyOfTile(added)).toEqual({ ...added, id: expect.not.stringMatching(added.id) });
  });

  it('stay the same objects when another one changes', () => {
    const story = storyOf('a', 'b');
    const changed = changeTile(story, 'b', (tile) => ({ ...tile, next: { end: true } }));
    expect(changed.tiles[0]).toBe(story.tiles[0]);
    expect(changed.tiles[1]?.next).toEqual({ end: true });
  });

  it.each(tileKinds)('are what the server takes when they are new, of kind %s', (kind) => {
    const story = { title: { en: 'x' }, languages: ['en'], tiles: [emptyTile(kind)] };
    expect(storyDocument.parse(story).tiles).toEqual(story.tiles);
  });

  it('ask with two answers when they are new, one of them right, or with two ways on', () => {
    expect(emptyTile('quiz')).toMatchObject({ answers: [{ correct: true }, { correct: false }] });
    const following = emptyTile('page');
    const goTo = { tile: following.id };
    expect(emptyTile('choice', following)).toMatchObject({ options: [{ goTo }, { goTo }] });
    const choice = asKind(emptyTile('page'), 'choice', { following });
    expect(choice).toMatchObject({ options: [{ goTo }, { goTo }] });
  });

  it('keep what both kinds have when one becomes the other', () => {
    const quiz = asKind({ ...emptyTile('page'), text: { en: 'words' } }, 'quiz');
    if (quiz.kind !== 'quiz') throw new Error('not a quiz');
    const answers = [{ id: 'x', text: { en: 'Yes' }, correct: true }];
    const choice = asKind({ ...quiz, answers }, 'choice');
    expect(choice).toMatchObject({
      kind: 'choice',
      text: { en: 'words' },
      options: [{ id: 'x', text: { en: 'Yes' }, goTo: { end: true } }],
    });
    expect(asKind(choice, 'quiz')).toMatchObject({ answers: [{ id: 'x', correct: false }] });
    const story = { title: { en: 'x' }, languages: ['en'], tiles: [asKind(choice, 'video')] };
    expect(storyDocument.safeParse(story).success).toBe(true);
  });

  it('have no empty texts: those are no texts', () => {
    expect(withLanguage({ en: 'a', ro: 'b' }, 'ro', '')).toEqual({ en: 'a' });
    expect(withLanguage({ en: 'a' }, 'ro', 'b')).toEqual({ en: 'a', ro: 'b' });
  });
});

describe('the places of media', () => {
  const sha256 = 'ab'.repeat(32);
  it.each([
    { part: 'cover' } as const,
    { part: 'titleNarration', language: 'en' } as const,
    { part: 'picture', tileId: 'a' } as const,
    { part: 'narration', tileId: 'a', language: 'en' } as const,
    { part: 'video', tileId: 'v', language: 'en' } as const,
  ])('take a file and let it go: %j', (place) => {
    const story = insertTile(storyOf('a'), 1, { ...emptyTile('video'), id: 'v' });
    const filled = withMediaAt(story, place, sha256);
    expect(mediaAt(story, place)).toBeUndefined();
    expect(mediaAt(filled, place)).toBe(sha256);
    expect(storyDocument.safeParse(filled).success).toBe(true);
    expect(withMediaAt(filled, place, undefined)).toEqual(story);
  });

  it('keep what is said of a picture when another takes its place', () => {
    const story = storyOf('a');
    const pictured = changeTile(story, 'a', (tile) => ({
      ...tile,
      picture: { media: sha256, alt: { en: 'A lamp' } },
    }));
    const replaced = withMediaAt(pictured, { part: 'picture', tileId: 'a' }, 'cd'.repeat(32));
    expect(replaced.tiles[0]?.picture?.alt).toEqual({ en: 'A lamp' });
  });
});
