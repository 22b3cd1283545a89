import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { storyInputs } from '../test/story-arbitrary.ts';
import { canonicalJson } from './canonical-json.ts';
import { type StoryDocumentInput, storyDocument } from './story-document.ts';
import { storyLimits } from './story-limits.ts';

const smallest = { title: { en: 'The lamp' }, languages: ['en'] };
const hash = 'ab'.repeat(32);

/** Where and why a document is refused, or an empty list if it is accepted. */
function problems(changes: Record<string, unknown>): string[] {
  const result = storyDocument.safeParse({ ...smallest, ...changes });
  return result.error?.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) ?? [];
}

function problemsOfTile(changes: Record<string, unknown>): string[] {
  return problems({ tiles: [{ kind: 'page', id: 'one', ...changes }] });
}

describe('a story document', () => {
  it('needs a title and a language, and has everything else empty', () => {
    expect(storyDocument.parse(smallest)).toEqual({
      ...smallest,
      summary: {},
      titleNarration: {},
      credits: {},
      cover: null,
      topics: [],
      ageRange: null,
      license: '',
      source: '',
      tiles: [],
    });
    expect(storyDocument.safeParse({ languages: ['en'] }).success).toBe(false);
    expect(storyDocument.safeParse({ title: {} }).success).toBe(false);
    expect(problems({ languages: [] })).not.toEqual([]);
  });

  it('has tiles of four kinds, each with what is its own', () => {
    const every = { picture: null, caption: {}, text: {}, narration: {}, next: null };
    const parsed = storyDocument.parse({
      ...smallest,
      tiles: [
        { kind: 'page', id: 'a' },
        { kind: 'video', id: 'b' },
        { kind: 'quiz', id: 'c', answers: [{ id: 'x' }] },
        { kind: 'choice', id: 'd', options: [{ id: 'y', goTo: { end: true } }] },
      ],
    });
    expect(parsed.tiles).toEqual([
      { kind: 'page', id: 'a', ...every, translations: {} },
      { kind: 'video', id: 'b', ...every, translations: {}, video: {} },
      {
        kind: 'quiz',
        id: 'c',
        ...every,
        translations: {},
        question: {},
        answers: [{ id: 'x', text: {}, correct: false }],
      },
      {
        kind: 'choice',
        id: 'd',
        ...every,
        translations: {},
        options: [{ id: 'y', text: {}, goTo: { end: true } }],
      },
    ]);
    expect(problemsOfTile({ kind: 'page', video: {} })).toEqual([
      'tiles.0: Unrecognized key: "video"',
    ]);
    expect(problemsOfTile({ kind: 'map' })).not.toEqual([]);
  });

  it('may be unfinished: texts in languages that it does not list, jumps to tiles that are gone', () => {
    expect(problems({ title: { hu: 'A lámpás' } })).toEqual([]);
    expect(problemsOfTile({ next: { tile: 'gone' } })).toEqual([]);
  });

  it.each([
    ['U+0000', 'a\u0000b', 'title.en: Text cannot contain U+0000'],
    ['the first half of a pair', 'a\uD83D', 'title.en: Text cannot contain half a surrogate pair'],
    ['the second half of a pair', '\uDE00b', 'title.en: Text cannot contain half a surrogate pair'],
  ])('has no %s in its texts', (_, text, problem) => {
    expect(problems({ title: { en: text } })).toEqual([problem]);
  });

  it('has no such text in any place', () => {
    const bad = '\u0000';
    const places: Record<string, unknown>[] = [
      { summary: { en: bad } },
      { credits: { en: [{ role: bad, name: 'A' }] } },
      { credits: { en: [{ role: 'A', name: bad }] } },
      { cover: { media: hash, alt: { en: bad } } },
      { topics: [bad] },
      { license: bad },
      { source: bad },
    ];
    for (const place of places) expect(problems(place), JSON.stringify(place)).toHaveLength(1);
    for (const name of ['text', 'caption']) {
      expect(problemsOfTile({ [name]: { en: bad } }), name).toHaveLength(1);
    }
    expect(problemsOfTile({ kind: 'quiz', question: { en: bad } })).toHaveLength(1);
    expect(
      problemsOfTile({ kind: 'quiz', answers: [{ id: 'a', text: { en: bad } }] }),
    ).toHaveLength(1);
  });

  it('accepts text of all scripts and signs as it is', () => {
    const text = 'e\u0301 👩🏽‍🚀 \u202Eشجرة\u202C \uFFFE <b>\r\n\t\u0001';
    expect(storyDocument.parse({ ...smallest, title: { en: text } }).title).toEqual({ en: text });
  });

  it('has each language once, whatever the case', () => {
    expect(problems({ languages: ['pt-BR', 'en', 'pt-br'] })).toEqual([
      'languages.2: Each language once',
    ]);
  });

  it('has each tile id once, with case', () => {
    const tiles = ['a', 'b', 'A', 'a'].map((id) => ({ kind: 'page', id }));
    expect(problems({ tiles })).toEqual(['tiles.3.id: Each tile id once']);
  });

  it.each(['', '-a', 'a b', 'a/b', 'a.b', 'é', 'a'.repeat(65)])('has no tile id %j', (id) => {
    expect(problemsOfTile({ id })).toEqual([
      'tiles.0.id: An id is 1 to 64 letters, digits, "-" or "_"',
    ]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'])(
    'has no language %s',
    (key) => {
      const values = JSON.parse(`{${JSON.stringify(key)}: "x"}`);
      expect(problems({ title: values })).toHaveLength(1);
      expect(problems({ credits: values }).length).toBeGreaterThan(0);
      expect(problemsOfTile({ narration: values }).length).toBeGreaterThan(0);
      expect(problems({ languages: [key] })).toHaveLength(1);
    },
  );

  it('knows no fields but its own', () => {
    const own = JSON.parse('{"__proto__": 1}');
    const unknown: Record<string, unknown>[] = [
      { author: 'me@example.org' },
      own,
      { cover: { media: hash, url: 'x' } },
      { ageRange: { from: 1, to: 2, unit: 'years' } },
      { credits: { en: [{ role: 'Text', name: 'A', email: 'x' }] } },
      { tiles: [{ kind: 'page', id: 'a', ...{ note: 1 } }] },
      { tiles: [{ kind: 'page', id: 'a', next: { tile: 'a', end: true } }] },
    ];
    for (const changes of unknown) {
      expect(problems(changes), JSON.stringify(changes)).not.toEqual([]);
    }
    expect(problems({ constructor: {} })).toEqual([': Unrecognized key: "constructor"']);
  });

  it.each(['', 'ab', 'AB'.repeat(32), 'zz'.repeat(32), `${hash}0`, `${hash}\n`, `../${hash}`])(
    'names no media as %j',
    (media) => {
      expect(problems({ cover: { media } })).toEqual(['cover.media: Not a SHA-256 in hexadecimal']);
    },
  );

  it('has an age range that goes up', () => {
    expect(problems({ ageRange: { from: 4, to: 4 } })).toEqual([]);
    expect(problems({ ageRange: { from: 5, to: 4 } })).not.toEqual([]);
    expect(problems({ ageRange: { from: 1.5, to: 4 } })).not.toEqual([]);
    expect(problems({ ageRange: { from: -1, to: 4 } })).not.toEqual([]);
  });
});

describe('the limits of a story document', () => {
  const { shortTextLength, longTextLength, answersPerTile, topics, creditsPerLanguage, tiles } =
    storyLimits;
  const many = <Value>(length: number, make: (index: number) => Value): Value[] =>
    Array.from({ length }, (_, index) => make(index));
  /** `aaa`, `baa`, `caa` … */
  const tag = (index: number): string =>
    [1, 26, 676]
      .map((place) => String.fromCharCode(97 + (Math.floor(index / place) % 26)))
      .join('');
  const page = (index: number) => ({ kind: 'page', id: `p${index}` });
  const limits: [string, number, (size: number) => Record<string, unknown>][] = [
    ['a short text', shortTextLength, (size) => ({ title: { en: 'x'.repeat(size) } })],
    ['a long text', longTextLength, (size) => ({ summary: { en: 'x'.repeat(size) } })],
    ['languages', storyLimits.languages, (size) => ({ languages: many(size, tag) })],
    ['tiles', tiles, (size) => ({ tiles: many(size, page) })],
    ['topics', topics, (size) => ({ topics: many(size, String) })],
    [
      'credits',
      creditsPerLanguage,
      (size) => ({ credits: { en: many(size, () => ({ role: 'r', name: 'n' })) } }),
    ],
    [
      'answers',
      answersPerTile,
      (size) => ({
        tiles: [{ kind: 'quiz', id: 'q', answers: many(size, (n) => ({ id: `a${n}` })) }],
      }),
    ],
  ];

  it.each(limits)('are kept for %s', (_, limit, changes) => {
    expect(problems(changes(limit))).toEqual([]);
    expect(problems(changes(limit + 1))).toHaveLength(1);
  });
});

describe('a document that is wrong everywhere', () => {
  const wrong = Object.fromEntries(
    Array.from({ length: 2 * storyLimits.languages }, (_, index) => [`a${index}`, 0]),
  );
  const tiles = (tile: Record<string, unknown>) =>
    Array.from({ length: storyLimits.tiles }, (_, index) => ({ id: `t${index}`, ...tile }));

  it.each<[string, Record<string, unknown>, string]>([
    [
      'options',
      { tiles: tiles({ kind: 'choice', options: Array(storyLimits.answersPerTile).fill({}) }) },
      'tiles.0.options.0.id: ',
    ],
    ['texts', { tiles: tiles({ kind: 'page', text: wrong, caption: wrong }) }, 'tiles.0.'],
    ['tiles', { tiles: tiles({ kind: 'page', id: 'one' }) }, 'tiles.1.id: Each tile id once'],
    ['credits', { credits: { en: Array(storyLimits.creditsPerLanguage).fill({}) } }, 'credits.en.'],
    ['titles', { title: wrong }, 'title.a0: '],
  ])('tells the first of its %s', (_, changes, first) => {
    const found = problems(changes);
    expect(found[0]?.slice(0, first.length)).toBe(first);
    expect(found.length).toBeGreaterThan(5);
    expect(found.length).toBeLessThan(100);
  });
});

describe('a story document as JSON', () => {
  it('comes back as the same document and the same bytes', () => {
    fc.assert(
      fc.property(storyInputs(), (input) => {
        const document = storyDocument.parse(input);
        const json = canonicalJson(document);
        const again = storyDocument.parse(JSON.parse(json));
        expect(again).toEqual(document);
        expect(canonicalJson(again)).toBe(json);
        expect(Buffer.from(json).toString()).toBe(json);
      }),
      { numRuns: 200 },
    );
  });

  it('does not depend on the order of the keys', () => {
    fc.assert(
      fc.property(storyInputs(), (input) => {
        const turned = storyDocument.parse(withKeysTurned(input));
        expect(canonicalJson(turned)).toBe(canonicalJson(storyDocument.parse(input)));
      }),
    );
  });
});

function withKeysTurned(value: StoryDocumentInput): unknown {
  const turn = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(turn);
    if (typeof part !== 'object' || part === null) return part;
    const entries = Object.entries(part).map(([key, each]) => [key, turn(each)]);
    return Object.fromEntries(entries.reverse());
  };
  return turn(value);
}
