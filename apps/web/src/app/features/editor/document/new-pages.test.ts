import { storyDocument } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { withPageAfter, withPageForOption } from './new-pages.ts';
import { storyMap } from './story-map.ts';

const page = (id: string, next?: object) => ({ kind: 'page', id, ...(next && { next }) });
const storyOf = (...tiles: object[]) =>
  storyDocument.parse({ title: { en: 'x' }, languages: ['en'], tiles });

/** The ways between pages, by their numbers. */
function ways(story: ReturnType<typeof storyOf>): string[] {
  return storyMap(story).edges.map(({ from, to }) => `${from.number}-${to.number}`);
}

it('puts a new page between one and what comes after it', () => {
  const following = storyOf(page('a'), page('b'));
  expect(ways(withPageAfter(following, 0))).toEqual(['1-2', '2-3']);
  const jumping = storyOf(page('a', { tile: 'c' }), page('b'), page('c'));
  expect(ways(withPageAfter(jumping, 0))).toEqual(['1-2', '2-4', '3-4']);
  const ending = storyOf(page('a', { end: true }), page('b'));
  const map = storyMap(withPageAfter(ending, 0));
  expect(map.nodes.filter(({ id }) => map.ends.has(id)).map(({ number }) => number)).toEqual([
    2, 3,
  ]);
  expect(withPageAfter(following, 7)).toBe(following);
});

it('makes a page for each option without leading one into the other', () => {
  const options = ['x', 'y'].map((id) => ({ id, goTo: { tile: 'rest' } }));
  const story = storyOf({ kind: 'choice', id: 'where', options }, page('rest'));
  const once = withPageForOption(story, 0, 0);
  expect(ways(once)).toEqual(['1-2', '1-3', '2-3']);
  expect(ways(withPageForOption(once, 0, 1))).toEqual(['1-3', '1-2', '2-4', '3-4']);
});

it('ends the story where nothing follows the choice', () => {
  const story = storyOf({
    kind: 'choice',
    id: 'where',
    options: [{ id: 'x', goTo: { end: true } }],
  });
  expect(withPageForOption(story, 0, 0).tiles[1]?.next).toEqual({ end: true });
});
