import { type StoryDocument, storyDocument } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { storyMap } from './story-map.ts';

function mapOf(...tiles: object[]) {
  const story: StoryDocument = storyDocument.parse({ title: {}, languages: ['en'], tiles });
  const map = storyMap(story);
  return {
    ...map,
    places: Object.fromEntries(map.nodes.map(({ id, column, row }) => [id, [column, row]])),
    lines: map.edges.map(({ from, to }) => `${from.id}${to.id}`),
  };
}

const page = (id: string, next?: object) => ({ kind: 'page', id, ...(next && { next }) });

describe('the map of a story', () => {
  it('stands a story without choices in a row', () => {
    const { places, lines, ends } = mapOf(page('a'), page('b'), page('c'));
    expect(places).toEqual({ a: [0, 0], b: [1, 0], c: [2, 0] });
    expect(lines).toEqual(['ab', 'bc']);
    expect([...ends]).toEqual(['c']);
  });

  it('parts where readers choose, and meets again', () => {
    const options = ['b', 'c'].map((tile) => ({ id: tile, goTo: { tile } }));
    const { places, lines } = mapOf(
      { kind: 'choice', id: 'a', options },
      page('b', { tile: 'd' }),
      page('c'),
      page('d'),
    );
    expect(places).toEqual({ a: [0, 0], b: [1, 0], c: [1, 1], d: [2, 0] });
    expect(lines).toEqual(['ab', 'ac', 'bd', 'cd']);
  });

  it('shows what nobody reaches in a column of its own, and leaves out a jump to nowhere', () => {
    const { nodes, places, lines } = mapOf(
      page('a', { end: true }),
      page('lost', { tile: 'gone' }),
    );
    expect(places).toEqual({ a: [0, 0], lost: [1, 0] });
    expect(nodes.map(({ isReached }) => isReached)).toEqual([true, false]);
    expect(lines).toEqual([]);
  });

  it('is ready for a story that goes in circles, and for none', () => {
    expect(mapOf(page('a'), page('b', { tile: 'a' })).lines).toEqual(['ab', 'ba']);
    expect(mapOf()).toMatchObject({ nodes: [], columns: 0, rows: 0 });
  });
});
