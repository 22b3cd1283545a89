import { readdirSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import type { StoryDocument, Tile } from '@taleport/story-model';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSampleStory, type SampleStory } from '../../apps/server/src/start/sample-story.ts';

const samples = join(import.meta.dirname, '../../samples');
const slugs = readdirSync(samples, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

it('are two at least, one of which branches and asks', async () => {
  const stories = await Promise.all(slugs.map((slug) => readSampleStory(join(samples, slug))));
  const kinds = stories.map(({ document }) => new Set(document.tiles.map(({ kind }) => kind)));
  expect(kinds.some((each) => each.has('choice') && each.has('quiz'))).toBe(true);
  expect(kinds.some((each) => each.size === 1)).toBe(true);
});

it('are small enough to come with every copy of the program', () => {
  const sizesBytes = filesIn(samples).map((file) => statSync(join(samples, file)).size);
  expect(sizesBytes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_500_000);
});

describe.each(slugs)('the sample %s', (slug) => {
  let sample: SampleStory;
  beforeAll(async () => {
    sample = await readSampleStory(join(samples, slug));
  });

  it('is named as its folder, and says whose it is and for whom', () => {
    const { license, source, topics, ageRange } = sample.document;
    expect(sample.slug).toBe(slug);
    expect(license).toBe('CC BY 4.0');
    expect(source).not.toBe('');
    expect(topics).not.toEqual([]);
    expect(ageRange).not.toBeNull();
  });

  it('is there as a whole in each of its languages', () => {
    const { languages } = sample.document;
    expect([...languages].sort()).toEqual(['en', 'hu', 'ro']);
    for (const values of localized(sample.document)) {
      expect(Object.keys(values).sort()).toEqual([...languages].sort());
      for (const value of Object.values(values)) expect(value).not.toHaveLength(0);
    }
  });

  it('has every file that it names, and no other', () => {
    const folder = join(samples, slug);
    const there = filesIn(folder).filter((file) => file !== 'story.json');
    expect(there.sort()).toEqual([...sample.files].sort());
    for (const file of there) expect(statSync(join(folder, file)).size).toBeGreaterThan(1_000);
  });

  it('leads from its first tile to every other, and never to one that is not there', () => {
    const { tiles } = sample.document;
    const ways = new Map(tiles.map((tile, index) => [tile.id, waysOn(tile, tiles[index + 1])]));
    const reached = new Set(tiles.slice(0, 1).map(({ id }) => id));
    for (const id of reached) for (const next of ways.get(id) ?? []) reached.add(next);
    expect([...reached].sort()).toEqual([...ways.keys()].sort());
  });

  it('asks nothing without a right answer', () => {
    for (const tile of sample.document.tiles) {
      if (tile.kind !== 'quiz') continue;
      expect(tile.answers.filter(({ correct }) => correct)).toHaveLength(1);
    }
  });
});

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, '/'));
}

/** Every part of a story that has a value per language. */
function localized(document: StoryDocument): Record<string, unknown>[] {
  const { title, summary, credits, titleNarration, cover, tiles } = document;
  return [title, summary, credits, titleNarration, cover?.alt ?? {}, tiles.map(tileParts)].flat(2);
}

function tileParts(tile: Tile): Record<string, unknown>[] {
  const { text, narration, picture } = tile;
  const every = [text, narration, picture?.alt ?? {}];
  switch (tile.kind) {
    case 'quiz':
      return [...every, tile.question, ...tile.answers.map((answer) => answer.text)];
    case 'choice':
      return [...every, ...tile.options.map((option) => option.text)];
    default:
      return every;
  }
}

/** The ids of the tiles that a reader can go to from this one: a choice leaves no other way than its options. */
function waysOn(tile: Tile, following: Tile | undefined): string[] {
  if (tile.kind === 'choice') {
    return tile.options.flatMap(({ goTo }) => ('tile' in goTo ? goTo.tile : []));
  }
  if (tile.next === null) return following ? [following.id] : [];
  return 'tile' in tile.next ? [tile.next.tile] : [];
}
