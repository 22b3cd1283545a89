import { storyDocument } from '@taleport/story-model';
import { translationState } from '@taleport/story-model/translation-state';
import { expect, it } from 'vitest';
import type { TileKind } from '../document/tiles.ts';
import { withTileText } from '../document/with-tile-text.ts';
import { StoryDraft } from './story-draft.ts';

const quiz = {
  kind: 'quiz',
  id: 'one',
  question: { en: 'Who is there?' },
  answers: [{ id: 'fox', text: { en: 'A fox' }, correct: true }],
};
const choice = {
  kind: 'choice',
  id: 'one',
  options: [{ id: 'fox', text: { en: 'A fox' }, goTo: { tile: 'two' } }],
};
const video = { kind: 'video', id: 'one', video: { en: 'a'.repeat(64) } };

it.each<[object, ...TileKind[]]>([
  [quiz, 'page', 'quiz'],
  [quiz, 'choice', 'quiz'],
  [quiz, 'video', 'page', 'quiz'],
  [choice, 'page', 'choice'],
  [choice, 'quiz', 'choice'],
  [video, 'page', 'video'],
])('gives a tile back what it had when it is of its first kind again: %o', (tile, ...kinds) => {
  const draft = new StoryDraft();
  const tiles = [tile, { kind: 'page', id: 'two' }];
  draft.open(storyDocument.parse({ title: { en: 'The lamp' }, languages: ['en'], tiles }));
  const before = draft.tiles()[0];
  for (const kind of kinds) draft.changeKind('one', kind);
  expect(draft.tiles()[0]).toEqual(before);
  expect(draft.lastEdit()).toEqual({ name: 'changeTileKind', tileNumber: 1 });
});

it('notes which translations the first change of their source makes outdated, and no others', () => {
  const draft = new StoryDraft();
  const tiles = [
    { kind: 'page', id: 'one', text: { en: 'A lamp', ro: 'O lampă' } },
    { kind: 'page', id: 'two', text: { ro: 'Lumina' } },
  ];
  const title = { en: 'The lamp' };
  draft.open(storyDocument.parse({ title, languages: ['en', 'ro'], tiles }));
  const write = (id: string, words: string) =>
    draft.editTile(id, { name: 'editText' }, (tile) => withTileText(tile, 'text', 'en', words));
  const states = () => draft.tiles().map((tile) => translationState(tile, 'ro', 'en'));
  for (const words of ['A lam', 'A lante', 'A lantern']) write('one', words);
  for (const words of ['L', 'Light']) write('two', words);
  expect(states()).toEqual(['outdated', 'draft']);
  write('one', 'A lamp');
  expect(states()).toEqual(['draft', 'draft']);
});
