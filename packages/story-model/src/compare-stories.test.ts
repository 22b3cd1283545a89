import { expect, it } from 'vitest';
import { compareLanguages, compareTiles } from './compare-stories.ts';
import { dropMedia } from './drop-media.ts';
import { type StoryDocumentInput, storyDocument } from './story-document.ts';

const [picture, voice, film] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [
  string,
  string,
  string,
];

const storyWith = (changes: Partial<StoryDocumentInput> = {}) =>
  storyDocument.parse({
    title: { en: 'A fox', ro: 'O vulpe' },
    languages: ['en', 'ro'],
    cover: { media: picture, alt: { en: 'A fox' } },
    titleNarration: { en: voice },
    tiles: [
      { kind: 'page', id: 'one', text: { en: 'One.', ro: 'Unu.' }, narration: { ro: voice } },
      { kind: 'video', id: 'two', picture: { media: picture }, video: { en: film, ro: film } },
    ],
    ...changes,
  });

it('tells which languages came, went and changed', () => {
  const after = storyWith({ title: { en: 'A fox', hu: 'Egy róka' }, languages: ['hu', 'en'] });
  expect(compareLanguages(storyWith(), after)).toEqual({
    added: ['hu'],
    removed: ['ro'],
    changed: [],
  });
  const voiced = storyWith({ titleNarration: { en: voice, ro: voice } });
  expect(compareLanguages(storyWith(), voiced).changed).toEqual(['ro']);
  expect(compareLanguages(storyWith(), storyWith())).toEqual({
    added: [],
    removed: [],
    changed: [],
  });
});

it('tells which tiles came, went and changed, wherever they stand', () => {
  const [one, two] = storyWith().tiles;
  if (!one || !two) throw new Error('There are two tiles');
  const after = storyWith({
    tiles: [
      { kind: 'page', id: 'new' },
      { ...two, next: { end: true } },
    ],
  });
  expect(compareTiles(storyWith(), after)).toEqual({
    added: ['new'],
    removed: ['one'],
    changed: ['two'],
  });
  expect(compareTiles(storyWith(), storyWith({ tiles: [two, one] })).changed).toEqual([]);
});

it('drops uses of media, each by its file and its place', () => {
  const story = dropMedia(storyWith(), (sha256, role) => sha256 === film || role === 'cover');
  expect(story).toEqual({
    ...storyWith({ titleNarration: {} }),
    tiles: [
      expect.objectContaining({ id: 'one', narration: {} }),
      expect.objectContaining({ id: 'two', picture: null, video: { en: film, ro: film } }),
    ],
  });
  expect(dropMedia(storyWith(), () => true)).toEqual(storyWith());
  expect(dropMedia(storyWith(), () => false).cover).toBeNull();
});
