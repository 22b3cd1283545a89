import { checkStory } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { convertOlder } from '../../test/older-packages.ts';

const page = (tileId: string, more = {}) => ({ tileId, type: 'page', ...more });
const said = (tileId: string, text: string, more = {}) => ({ tileId, text, ...more });

describe('the front of a story', () => {
  it('has titles, summaries, topics and ages', async () => {
    const { story, losses } = await convertOlder({
      master: { topicIds: ['fun_adventure'], ageGroupIds: ['preschool_3_5', 'early_school_6_8'] },
      languages: {
        'ro-ro': { title: 'Felinarul', summary: 'O poveste.' },
        en: { title: 'The lamp', summary: '' },
      },
    });
    expect(story).toMatchObject({
      languages: ['ro-RO', 'en'],
      title: { 'ro-RO': 'Felinarul', en: 'The lamp' },
      summary: { 'ro-RO': 'O poveste.' },
      topics: ['fun_adventure'],
      ageRange: { from: 3, to: 8 },
    });
    expect(losses).toEqual([]);
  });

  it('lists what has no place', async () => {
    const { story, losses } = await convertOlder({
      master: {
        ageGroupIds: ['grown_ups'],
        priceInCredits: 5,
        unlockedStoryHeroes: [],
        audioLanguages: ['en'],
      },
      languages: { en: { title: `${'a'.repeat(999)}🐘b` }, 'not a tag': { title: 'Lost' } },
      entries: { 'readme.txt': 'Hello' },
    });
    expect(story.title.en).toBe('a'.repeat(999));
    expect(story.ageRange).toBeNull();
    expect(losses.map(({ code, where }) => [code, where])).toEqual([
      ['field-not-kept', 'manifest/the-lamp/master.json#/priceInCredits'],
      ['language-not-kept', 'manifest/the-lamp/languages/not a tag.json'],
      ['file-not-kept', 'readme.txt'],
      ['text-cut', 'manifest/the-lamp/languages/en.json#/title'],
      ['age-group-not-kept', 'manifest/the-lamp/master.json#/ageGroupIds/0'],
    ]);
  });
});

describe('tiles', () => {
  it('come in their order, with the texts of each language', async () => {
    const { story, losses } = await convertOlder({
      tiles: [page('2', { sortOrder: 2 }), page('1', { sortOrder: 1 })],
      languages: {
        en: { title: 'T', tiles: [said('2', 'Two'), said('1', 'One', { caption: 'I' })] },
        hu: { title: 'T', tiles: [said('1', 'Egy'), said('2', 'Kettő')] },
      },
    });
    expect(story.tiles).toMatchObject([
      { kind: 'page', id: '1', text: { en: 'One', hu: 'Egy' }, caption: { en: 'I' }, next: null },
      { kind: 'page', id: '2', text: { en: 'Two', hu: 'Kettő' }, next: null },
    ]);
    expect(losses).toEqual([]);
  });

  it('get legal ids that are the same each time, and keep those that are', async () => {
    const sample = { tiles: [page('pag.1'), page('pag 1'), page('p1'), page('p1'), page('')] };
    const { story, losses } = await convertOlder(sample);
    const ids = story.tiles.map(({ id }) => id);
    expect(ids).toEqual(['pag-1-8e3e1ad9', 'pag-1-28261a20', 'p1', 'p1-f64551fc', 'part-e3b0c442']);
    expect(losses).toEqual([]);
    expect((await convertOlder(sample)).story).toEqual(story);
  });

  it('may be a quiz, whose answers are joined by their ids', async () => {
    const { story, losses } = await convertOlder({
      tiles: [
        {
          ...{ tileId: 'q', type: 'quiz' },
          answers: [
            { answerId: 'b', isCorrect: true, sortOrder: 2, tokens: [{ type: 'Discovery' }] },
            { answerId: 'a', isCorrect: false, sortOrder: 1, tokens: [] },
          ],
        },
      ],
      languages: {
        en: {
          title: 'T',
          tiles: [
            {
              ...{ tileId: 'q', question: 'Where?' },
              answers: [
                { answerId: 'b', text: 'Here' },
                { answerId: 'a', text: 'There' },
                { answerId: 'c', text: 'Nowhere' },
              ],
            },
          ],
        },
      },
    });
    expect(story.tiles).toMatchObject([
      {
        ...{ kind: 'quiz', question: { en: 'Where?' } },
        answers: [
          { id: 'a', text: { en: 'There' }, correct: false },
          { id: 'b', text: { en: 'Here' }, correct: true },
        ],
      },
    ]);
    expect(losses.map(({ code, where }) => [code, where])).toEqual([
      ['reward-not-kept', 'manifest/the-lamp/master.json#/tiles/0/answers/0/tokens'],
      ['answer-not-kept', 'manifest/the-lamp/languages/en.json#/tiles/0/answers/2/text'],
    ]);
  });

  it('of unknown types become pages, and what pages cannot show is listed', async () => {
    const { story, codes } = await convertOlder({
      tiles: [{ tileId: 'c', type: 'character_selection' }],
      languages: {
        en: {
          title: 'T',
          tiles: [
            said('c', 'Choose', { question: 'Who?', answers: [{ answerId: '1', text: 'Me' }] }),
            said('gone', 'Left over'),
          ],
        },
      },
    });
    expect(story.tiles).toMatchObject([{ kind: 'page', text: { en: 'Choose' } }]);
    expect(codes).toEqual([
      'tile-not-kept',
      'text-not-kept',
      'answer-not-kept',
      'tile-type-not-kept',
    ]);
  });
});

describe('media', () => {
  const tiles = [
    page('1', { imageUrl: '1.png' }),
    { tileId: '2', type: 'video', imageUrl: 'Cover.jpg' },
  ];
  const inLanguage = (audioUrl: string, videoUrl: string) => ({
    title: 'T',
    tiles: [
      { tileId: '1', audioUrl },
      { tileId: '2', videoUrl },
    ],
  });
  const languages = { en: inLanguage('1.mp3', 'v.mp4'), 'ro-ro': inLanguage('1.mp3', 'v.mp4') };

  it('is found in the folders of a draft', async () => {
    const { story, losses } = await convertOlder({
      master: { coverImageUrl: 'Cover.jpg' },
      ...{ tiles, languages },
      media: {
        'media/images/cover/Cover.jpg': 'image/jpeg',
        'media/images/tiles/1.png': 'image/png',
        'media/audio/en/1.mp3': 'audio/mpeg',
        'media/audio/ro-ro/1.mp3': 'audio/mpeg',
        'media/video/en/v.mp4': 'video/mp4',
        'media/video/ro-ro/v.mp4': 'video/mp4',
      },
    });
    expect(story.cover?.media).toBe('media/images/cover/Cover.jpg');
    expect(story.tiles).toMatchObject([
      {
        picture: { media: 'media/images/tiles/1.png' },
        narration: { en: 'media/audio/en/1.mp3', 'ro-RO': 'media/audio/ro-ro/1.mp3' },
      },
      {
        kind: 'video',
        picture: { media: 'media/images/cover/Cover.jpg' },
        video: { en: 'media/video/en/v.mp4', 'ro-RO': 'media/video/ro-ro/v.mp4' },
      },
    ]);
    expect(losses).toEqual([]);
  });

  it('is found in the long paths of a published story', async () => {
    const at = 'stories/someone@example.org/the-lamp';
    const { story, losses } = await convertOlder({
      master: { coverImageUrl: 'Cover.jpg' },
      ...{ tiles, languages },
      media: {
        [`media/images/tales/${at}/Cover.jpg`]: 'image/jpeg',
        [`media/images/tales/${at}/1.png`]: 'image/png',
        [`media/audio/tales/${at}/en/1.mp3`]: 'audio/mpeg',
        [`media/audio/ro-ro/tol/${at}/1.mp3`]: 'audio/mpeg',
        [`media/video/tales/${at}/en/v.mp4`]: 'video/mp4',
        [`media/video/tales/${at}/ro-ro/v.mp4`]: 'video/mp4',
      },
    });
    expect(story.tiles).toMatchObject([
      {
        picture: { media: `media/images/tales/${at}/1.png` },
        narration: {
          en: `media/audio/tales/${at}/en/1.mp3`,
          'ro-RO': `media/audio/ro-ro/tol/${at}/1.mp3`,
        },
      },
      { video: { en: `media/video/tales/${at}/en/v.mp4` } },
    ]);
    expect(losses).toEqual([]);
  });

  it('that is missing, of a wrong kind, or named by nothing is listed', async () => {
    const { story, losses } = await convertOlder({
      master: { coverImageUrl: 'cover.mp4' },
      ...{ tiles, languages },
      media: {
        'media/video/cover/cover.mp4': 'video/mp4',
        'media/audio/ro-ro/1.mp3': 'audio/mpeg',
        'media/video/en/v.mp4': 'video/mp4',
        'media/images/tiles/old.png': 'image/png',
      },
    });
    expect(story.cover).toBeNull();
    expect(story.tiles).toMatchObject([
      { picture: null, narration: { 'ro-RO': 'media/audio/ro-ro/1.mp3' } },
      { picture: null, video: { en: 'media/video/en/v.mp4' } },
    ]);
    expect(losses.map(({ code, where }) => [code, where])).toEqual([
      ['media-not-kept', 'manifest/the-lamp/master.json#/coverImageUrl'],
      ['media-missing', 'manifest/the-lamp/master.json#/tiles/0/imageUrl'],
      ['media-missing', 'manifest/the-lamp/languages/en.json#/tiles/0/audioUrl'],
      ['media-missing', 'manifest/the-lamp/master.json#/tiles/1/imageUrl'],
      ['media-missing', 'manifest/the-lamp/languages/ro-ro.json#/tiles/1/videoUrl'],
      ['media-unused', 'media/images/tiles/old.png'],
    ]);
  });
});

describe('branches', () => {
  it('become ways from tile to tile', async () => {
    const { story, losses } = await convertOlder({
      tiles: [
        page('start'),
        { tileId: 'ask', type: 'dialog' },
        page('wood-1', { branchId: 'wood' }),
        page('lake-1', { branchId: 'lake' }),
        page('wood-2', { branchId: 'wood' }),
        page('end'),
      ],
      dialogs: {
        'en/ask': {
          dialogRootNodeId: 'n',
          dialogNodes: [
            {
              ...{ nodeId: 'n', text: 'Where to?' },
              options: [
                { id: 'w', text: 'Wood', nextNodeId: 'ok', setBranchId: 'wood' },
                { id: 'l', text: 'Lake', setBranchId: 'lake' },
                { id: 'h', text: 'Home' },
              ],
            },
            { nodeId: 'ok', text: 'Off we go' },
          ],
        },
      },
    });
    const ways = story.tiles.map(({ id, next }) => [id, next]);
    expect(ways).toEqual([
      ['start', null],
      ['ask', null],
      ['ask-ok', { tile: 'wood-1' }],
      ['wood-1', { tile: 'wood-2' }],
      ['lake-1', { tile: 'end' }],
      ['wood-2', null],
      ['end', null],
    ]);
    expect(story.tiles[1]).toMatchObject({
      options: [
        { goTo: { tile: 'ask-ok' } },
        { goTo: { tile: 'lake-1' } },
        { goTo: { tile: 'end' } },
      ],
    });
    expect(losses).toEqual([]);
    expect(
      checkStory(story, 100).warnings.findings.filter(({ code }) => code === 'unreachable_tile'),
    ).toEqual([]);
  });

  it('that are taken up again after a tile for all are listed', async () => {
    const { losses } = await convertOlder({
      tiles: [page('1', { branchId: 'a' }), page('2'), page('3', { branchId: 'a' })],
    });
    expect(losses).toMatchObject([
      { code: 'branch-not-kept', where: 'manifest/the-lamp/master.json#/tiles/2/branchId' },
    ]);
  });
});
