import { describe, expect, it } from 'vitest';
import { checkStory } from './check-story.ts';
import { type StoryDocumentInput, storyDocument } from './story-document.ts';

const complete: StoryDocumentInput = {
  title: { en: 'Night' },
  summary: { en: 'A walk.' },
  languages: ['en'],
  credits: { en: [{ role: 'Text', name: 'Nela' }] },
  tiles: [
    { kind: 'page', id: 'one', text: { en: 'It was dark.' }, narration: { en: 'a'.repeat(64) } },
    {
      kind: 'choice',
      id: 'two',
      text: { en: 'Left or right?' },
      options: [
        { id: 'left', text: { en: 'Left' }, goTo: { tile: 'three' } },
        { id: 'right', text: { en: 'Right' }, goTo: { end: true } },
      ],
    },
    {
      kind: 'quiz',
      id: 'three',
      question: { en: 'What was it?' },
      answers: [
        { id: 'a', text: { en: 'Dark' }, correct: true },
        { id: 'b', text: { en: 'Light' } },
      ],
    },
    { kind: 'video', id: 'four', text: { en: 'See.' }, video: { en: 'b'.repeat(64) } },
  ],
};

function codesOf(changes: Partial<StoryDocumentInput>): string[] {
  const { errors, warnings } = checkStory(storyDocument.parse({ ...complete, ...changes }), 100);
  const findings = [...errors.findings, ...warnings.findings];
  expect(findings).toHaveLength(errors.count + warnings.count);
  return findings.map(({ severity, code, where }) => `${severity} ${code} ${where}`);
}

describe('the check of a story', () => {
  it('finds nothing in a complete one', () => {
    expect(codesOf({})).toEqual([]);
  });

  it('finds what each language lacks, errors first, in the order of reading', () => {
    expect(codesOf({ languages: ['en', 'ro'] })).toEqual([
      'error title_missing /title/ro',
      'error text_missing /tiles/0/text/ro',
      'error text_missing /tiles/1/text/ro',
      'error option_text_missing /tiles/1/options/0/text/ro',
      'error option_text_missing /tiles/1/options/1/text/ro',
      'error question_missing /tiles/2/question/ro',
      'error answer_text_missing /tiles/2/answers/0/text/ro',
      'error answer_text_missing /tiles/2/answers/1/text/ro',
      'error text_missing /tiles/3/text/ro',
      'error video_missing /tiles/3/video/ro',
      'warning summary_missing /summary/ro',
      'warning narration_missing /tiles/0/narration/ro',
    ]);
  });

  it('says how far each language is', () => {
    const text = { en: 'It was dark.', hu: 'Sötét volt.' };
    const story = storyDocument.parse({
      ...complete,
      languages: ['en', 'ro', 'hu'],
      title: { en: 'Night', hu: 'Éjjel' },
      tiles: [
        { kind: 'page', id: 'one', text },
        { kind: 'page', id: 'seen', picture: { media: 'a'.repeat(64) } },
        {
          kind: 'choice',
          id: 'two',
          text,
          options: [{ id: 'a', text: { en: 'Go' }, goTo: { end: true } }],
        },
      ],
    });
    expect(checkStory(story, 0).languages).toEqual([
      { language: 'en', tilesReady: 3, isReady: true },
      { language: 'ro', tilesReady: 1, isReady: false },
      { language: 'hu', tilesReady: 2, isReady: false },
    ]);
    const english = { ...story, languages: ['en', 'ro'], title: { en: 'Night', ro: 'Noapte' } };
    expect(checkStory({ ...english, tiles: story.tiles.slice(1, 2) }, 0).languages).toEqual([
      { language: 'en', tilesReady: 1, isReady: true },
      { language: 'ro', tilesReady: 1, isReady: true },
    ]);
  });

  it('can do without the text of a video, where there is one', () => {
    const video = { kind: 'video', id: 'v', text: { hu: 'Nézd.' }, video: { en: 'b'.repeat(64) } };
    const changes = { languages: ['en', 'ro', 'hu'], title: { en: 'A', ro: 'A', hu: 'A' } };
    const summary = changes.title;
    expect(codesOf({ ...changes, summary, tiles: [{ ...video, kind: 'video' }] })).toEqual([
      'error text_missing /tiles/0/text/ro',
      'error video_missing /tiles/0/video/ro',
      'error video_missing /tiles/0/video/hu',
      'warning text_missing /tiles/0/text/en',
    ]);
  });

  it('can do without words where a picture or a voice tells the page', () => {
    const languages = { languages: ['en', 'ro'], title: { en: 'A', ro: 'A' } };
    const [summary, media] = [languages.title, 'a'.repeat(64)];
    const picture = { media, alt: { en: 'A lamp', ro: 'O lampă' } };
    const narration = { en: media };
    const inBoth = { en: media, ro: media };
    const tiles: StoryDocumentInput['tiles'] = [
      { kind: 'page', id: 'seen', picture, narration: inBoth },
      { kind: 'page', id: 'heard', narration },
      { kind: 'page', id: 'half', text: { en: 'A lamp.' }, picture, narration: inBoth },
    ];
    expect(codesOf({ ...languages, summary, tiles })).toEqual([
      'error text_missing /tiles/1/text/ro',
      'error text_missing /tiles/2/text/ro',
      'warning text_missing /tiles/0/text/en',
      'warning text_missing /tiles/0/text/ro',
      'warning text_missing /tiles/1/text/en',
      'warning narration_missing /tiles/1/narration/ro',
    ]);
    const way = { id: 'on', text: languages.title, goTo: { end: true as const } };
    const crossing = { kind: 'choice' as const, id: 'crossing', picture, options: [way] };
    expect(codesOf({ ...languages, summary, tiles: [crossing] })).toEqual([
      'warning text_missing /tiles/0/text/en',
      'warning text_missing /tiles/0/text/ro',
    ]);
  });

  it('finds translations that are older than their source', () => {
    const languages = ['en', 'ro', 'hu'];
    const said = { en: 'A lamp', ro: 'O lampă', hu: 'Egy lámpa' };
    const narration = Object.fromEntries(languages.map((each) => [each, 'a'.repeat(64)]));
    const old = { from: 'en', sourceHash: 'b'.repeat(64), reviewed: true };
    const page = { kind: 'page' as const, id: 'one', text: said, narration };
    const whole = { languages, title: said, summary: said };
    const translated = (translations: Record<string, typeof old>) =>
      codesOf({ ...whole, tiles: [{ ...page, translations }] });
    expect(translated({ ro: old, fr: old })).toEqual([
      'warning translation_outdated /tiles/0/translations/ro',
    ]);
    // Of a language that is not in the story there is no text to look at.
    expect(translated({ hu: { ...old, from: 'de' } })).toEqual([]);
    expect(codesOf({ ...whole, tiles: [page] })).toEqual([]);
  });

  it('counts what it does not show of the millions that a small story can lack', () => {
    const letter = (index: number) => String.fromCharCode(97 + index);
    const languages = Array.from(
      { length: 200 },
      (_, at) => `q${letter(at / 26)}${letter(at % 26)}`,
    );
    const tiles = Array.from({ length: 10_000 }, (_, at) => ({
      kind: 'page' as const,
      id: `t${at}`,
    }));
    const story = storyDocument.parse({ title: {}, languages, tiles });
    const startedAt = process.cpuUsage();
    const { errors, warnings } = checkStory(story, 500);
    expect(process.cpuUsage(startedAt).user / 1_000).toBeLessThan(1_000);
    expect([errors.count, errors.findings.length]).toEqual([2_000_200, 500]);
    expect([warnings.count, warnings.findings.length]).toEqual([2_000_201, 500]);
    expect(errors.findings.at(-1)).toMatchObject({ where: '/tiles/1/text/qdv', tileNumber: 2 });
  });

  it('follows more ways to one tile than a call has arguments', () => {
    const text = { en: 'Text' };
    const options = Array.from({ length: 50 }, (_, at) => ({
      id: `o${at}`,
      text,
      goTo: { tile: 'last' },
    }));
    const choices = Array.from({ length: 4_000 }, (_, at) => ({
      kind: 'choice' as const,
      id: `c${at}`,
      text,
      options,
    }));
    const last = { kind: 'page' as const, id: 'last', text, narration: { en: 'a'.repeat(64) } };
    const story = storyDocument.parse({ ...complete, tiles: [...choices, last] });
    expect(checkStory(story, 10).warnings.count).toBe(choices.length - 1);
  });

  it('takes blank text for no text', () => {
    expect(codesOf({ title: { en: ' \n\u00a0' } })).toEqual(['error title_missing /title/en']);
  });

  it('finds a story without tiles, a quiz without a right answer, a choice without options', () => {
    expect(codesOf({ tiles: [] })).toEqual(['error no_tiles /tiles']);
    const text = { en: 'Text' };
    expect(
      codesOf({
        tiles: [
          { kind: 'quiz', id: 'q', question: text, answers: [{ id: 'a', text }] },
          { kind: 'choice', id: 'c', text },
        ],
      }),
    ).toEqual([
      'error right_answer_missing /tiles/0/answers',
      'error options_missing /tiles/1/options',
    ]);
  });

  it('finds that nobody is named as the author', () => {
    expect(codesOf({ credits: {} })).toEqual(['warning credits_missing /credits']);
    const blank = { en: [{ role: 'Text', name: ' ' }] };
    expect(codesOf({ credits: blank })).toEqual(['warning credits_missing /credits']);
  });

  it('finds where readers go round and round without an end', () => {
    const page = (id: string, next: string) => ({
      kind: 'page' as const,
      id,
      text: { en: 'Text' },
      narration: { en: 'a'.repeat(64) },
      next: { tile: next },
    });
    const circle = [page('one', 'two'), page('two', 'three'), page('three', 'two')];
    expect(codesOf({ tiles: circle })).toEqual(['warning dead_end /tiles/2']);
    const withWayOut = {
      kind: 'choice' as const,
      id: 'three',
      text: { en: 'Again?' },
      options: [
        { id: 'yes', text: { en: 'Yes' }, goTo: { tile: 'two' } },
        { id: 'no', text: { en: 'No' }, goTo: { end: true as const } },
      ],
    };
    expect(codesOf({ tiles: [...circle.slice(0, 2), withWayOut] })).toEqual([]);
  });

  it('finds jumps to tiles that are gone', () => {
    const page = { kind: 'page', text: { en: 'T' }, narration: { en: 'a'.repeat(64) } } as const;
    const tiles: StoryDocumentInput['tiles'] = [
      { ...page, id: 'a', next: { tile: 'gone' } },
      {
        kind: 'choice',
        id: 'b',
        text: { en: 'T' },
        options: [{ id: 'o', text: { en: 'O' }, goTo: { tile: 'gone' } }],
      },
    ];
    expect(codesOf({ tiles })).toEqual([
      'error dead_jump /tiles/0/next',
      'error dead_jump /tiles/1/options/0/goTo',
      'warning unreachable_tile /tiles/1',
    ]);
  });

  it('follows next, options and the order of tiles to see what can be reached', () => {
    const page = { kind: 'page', text: { en: 'T' }, narration: { en: 'a'.repeat(64) } } as const;
    const tiles: StoryDocumentInput['tiles'] = [
      { ...page, id: 'a', next: { tile: 'c' } },
      { ...page, id: 'b' },
      { ...page, id: 'c', next: { tile: 'a' } },
    ];
    expect(codesOf({ tiles })).toEqual([
      'warning unreachable_tile /tiles/1',
      'warning dead_end /tiles/2',
    ]);
  });

  it('asks for words for each picture', () => {
    const picture = { media: 'c'.repeat(64), alt: {} };
    const page = { kind: 'page', text: { en: 'T' }, narration: { en: 'a'.repeat(64) } } as const;
    expect(codesOf({ cover: picture, tiles: [{ ...page, id: 'a', picture }] })).toEqual([
      'warning alt_missing /cover/alt/en',
      'warning alt_missing /tiles/0/picture/alt/en',
    ]);
  });
});
