import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSampleStory } from './sample-story.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-sample-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const story = {
  slug: 'a-small-lamp',
  originId: '71ea3af7-5032-8df9-80f3-608f2f763358',
  document: {
    title: { en: 'A small lamp', hu: 'Egy kis lámpa' },
    languages: ['en', 'hu'],
    cover: { media: 'images/01.jpg', alt: { en: 'A lamp' } },
    titleNarration: { hu: 'audio/hu/01.mp3', en: 'audio/en/01.mp3' },
    tiles: [{ kind: 'page', id: 'one', picture: { media: 'images/01.jpg' } }],
  },
};

const read = async (json: unknown) => {
  await writeFile(join(folder, 'story.json'), JSON.stringify(json));
  return readSampleStory(folder);
};

describe('a sample story', () => {
  it('is read with its files in the order of reading, each once', async () => {
    const sample = await read(story);
    expect(sample).toMatchObject({ folder, ...story });
    expect(sample.files).toEqual(['images/01.jpg', 'audio/en/01.mp3', 'audio/hu/01.mp3']);
    expect(sample.document.tiles[0]).toMatchObject({ text: {}, next: null });
  });

  it('is missed in a folder without one', async () => {
    await expect(readSampleStory(folder)).rejects.toThrow('it has no story.json');
    await writeFile(join(folder, 'story.json'), '{');
    await expect(readSampleStory(folder)).rejects.toThrow('is not JSON');
  });

  it.each([
    ['a slug that is none', { ...story, slug: 'A lamp' }, 'slug'],
    ['no origin', { ...story, originId: undefined }, 'originId'],
    ['a part that is unknown', { ...story, more: 1 }, 'more'],
    [
      'a file outside its folder',
      { ...story, document: { ...story.document, cover: { media: '../secret' } } },
      'document.cover.media',
    ],
    [
      'a document that the story model refuses',
      { ...story, document: { ...story.document, tiles: [{ kind: 'page', id: '' }] } },
      'document.tiles[0].id',
    ],
  ])('is refused with %s, and told where', async (_what, json, where) => {
    await expect(read(json)).rejects.toThrow(where);
  });
});
