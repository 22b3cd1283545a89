import fc from 'fast-check';
import { type StoryDocument, type StoryDocumentInput, storyDocument } from '../src/index.ts';

/** The media that stories may use, by kind. */
export interface MediaIds {
  readonly image: fc.Arbitrary<string>;
  readonly audio: fc.Arbitrary<string>;
  readonly video: fc.Arbitrary<string>;
}

/** Any SHA-256, and a few that come again, so that one file has several uses. */
const anyMediaId = fc.oneof(
  fc.constantFrom('0'.repeat(64), 'ab'.repeat(32)),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
);
const anyMedia: MediaIds = { image: anyMediaId, audio: anyMediaId, video: anyMediaId };

/** Any valid story document as its author may write it: optional parts are there or not. */
export function storyInputs(media: MediaIds = anyMedia): fc.Arbitrary<StoryDocumentInput> {
  return fc
    .record({
      languages: fc.uniqueArray(languageTags, { ...onceIgnoringCase, minLength: 1, maxLength: 5 }),
      /** Not listed by the story: an author took them away, and what was written in them is still there. */
      unlisted: fc.uniqueArray(languageTags, { maxLength: 2 }),
      tileIds: fc.uniqueArray(partIds, { maxLength: 6 }),
    })
    .chain(({ languages, unlisted, tileIds }) =>
      storyOf({ languages, written: [...languages, ...unlisted], tileIds, media }),
    );
}

/** Any story document as it is read. */
export function storyDocuments(media: MediaIds = anyMedia): fc.Arbitrary<StoryDocument> {
  return storyInputs(media).map((input) => storyDocument.parse(input));
}

interface Scope {
  readonly languages: string[];
  /** Every language that something is written in. */
  readonly written: string[];
  readonly tileIds: string[];
  readonly media: MediaIds;
}

function storyOf(scope: Scope): fc.Arbitrary<StoryDocumentInput> {
  const { languages, tileIds, media } = scope;
  const ages = fc.tuple(fc.nat(120), fc.nat(120)).map(([one, other]) => ({
    from: Math.min(one, other),
    to: Math.max(one, other),
  }));
  const credits = fc.array(fc.record({ role: texts, name: texts }), { maxLength: 3 });
  return fc.record(
    {
      title: inLanguages(scope, texts),
      languages: fc.constant(languages),
      summary: inLanguages(scope, longTexts),
      titleNarration: inLanguages(scope, media.audio),
      credits: inLanguages(scope, credits),
      cover: pictures(scope),
      topics: fc.array(texts, { maxLength: 3 }),
      ageRange: fc.option(ages),
      license: texts,
      source: texts,
      tiles: fc.tuple(...tileIds.map((id) => tiles(id, scope))),
    },
    { requiredKeys: ['title', 'languages'] },
  );
}

type TileInput = NonNullable<StoryDocumentInput['tiles']>[number];

function tiles(id: string, scope: Scope): fc.Arbitrary<TileInput> {
  const every = {
    id: fc.constant(id),
    picture: pictures(scope),
    caption: inLanguages(scope, texts),
    text: inLanguages(scope, longTexts),
    narration: inLanguages(scope, scope.media.audio),
    next: fc.option(destinations(scope)),
    translations: inLanguages(scope, translations),
  };
  const answer = fc.record(
    { id: partIds, text: inLanguages(scope, texts), correct: fc.boolean() },
    { requiredKeys: ['id'] },
  );
  const option = fc.record(
    { id: partIds, text: inLanguages(scope, texts), goTo: destinations(scope) },
    { requiredKeys: ['id', 'goTo'] },
  );
  const requiredKeys: ['kind', 'id'] = ['kind', 'id'];
  return fc.oneof<fc.Arbitrary<TileInput>[]>(
    fc.record({ kind: fc.constant('page' as const), ...every }, { requiredKeys }),
    fc.record(
      {
        kind: fc.constant('video' as const),
        ...every,
        video: inLanguages(scope, scope.media.video),
      },
      { requiredKeys },
    ),
    fc.record(
      {
        kind: fc.constant('quiz' as const),
        ...every,
        question: inLanguages(scope, texts),
        answers: fc.array(answer, { maxLength: 4 }),
      },
      { requiredKeys },
    ),
    fc.record(
      {
        kind: fc.constant('choice' as const),
        ...every,
        options: fc.array(option, { maxLength: 4 }),
      },
      { requiredKeys },
    ),
  );
}

function pictures(scope: Scope) {
  const picture = fc.record(
    { media: scope.media.image, alt: inLanguages(scope, texts) },
    { requiredKeys: ['media'] },
  );
  return fc.option(picture);
}

/** Jumps to the tiles of the story, to tiles that are gone, and to the end. */
function destinations({ tileIds }: Scope) {
  const toTile = fc.oneof(fc.constantFrom('gone', ...tileIds), partIds).map((tile) => ({ tile }));
  return fc.oneof(toTile, fc.constant({ end: true as const }));
}

/** A value for some of the languages of the story. */
function inLanguages<Value>({ written }: Scope, value: fc.Arbitrary<Value>) {
  const entries = fc
    .subarray(written)
    .chain((languages) =>
      fc.tuple(...languages.map((language) => fc.tuple(fc.constant(language), value))),
    );
  return entries.map((pairs): Record<string, Value> => Object.fromEntries(pairs));
}

const onceIgnoringCase = { selector: (tag: string) => tag.toLowerCase() };

const languageTags = fc.oneof(
  // Usual ones, two that are device names on Windows, dialects, private ones, and one that differs from another by case.
  fc.constantFrom(
    ...['en', 'ro', 'hu', 'ar', 'he', 'ur', 'ckb', 'ja', 'hi', 'am', 'my', 'bo', 'con', 'nul'],
    ...['pt-BR', 'pt-br', 'zh-Hant-TW', 'ff-Adlm', 'tw-akua', 'tw-asan', 'de-1996', 'es-419'],
    ...['x-private', 'art-x-elvish', 'en-a-bbb-x-a-ccc', 'zh-min-nan', 'sl-rozaj-biske-1994'],
  ),
  fc
    .tuple(
      fc.stringMatching(/^[a-z]{2,3}$/),
      fc.stringMatching(/^(-[A-Z][a-z]{3})?(-[A-Z]{2}|-[0-9]{3})?(-[a-z]{5,8})?(-x-[a-z]{1,8})?$/),
    )
    .map((parts) => parts.join('')),
);

const partIds = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9_-]{0,11}$/);

const translations = fc.record({
  from: languageTags,
  sourceHash: anyMediaId,
  reviewed: fc.boolean(),
});

const samples = [
  'A mese a lámpásról',
  'Povestea felinarului — „așa”',
  'الفانوس الصغير في الضباب',
  'הפנס הקטן',
  'دھند میں چراغ',
  '霧の中の小さな灯り。\n\n「おやすみ」',
  'कोहरे में दीपक',
  'በጭጋግ ውስጥ ያለው መብራት',
  'རྡོ་རྗེ',
  '𞤀𞤣𞤤𞤢𞤥 𞤆𞤵𞤤𞤢𞤪',
  '👩🏽‍🚀 🏳️‍🌈 e\u0301 \u202Eabc\u202C \uFEFF \uFFFF \u2028',
  '<script>alert("1")</script>',
  `</style></title><!-- ' " & &amp; \${x} ]]>`,
  'One.\r\n\r\nTwo.\tThree.  ',
];

const texts = fc.oneof(
  fc.constantFrom(...samples),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.replaceAll('\0', '')),
);

const longTexts = fc.array(texts, { maxLength: 3 }).map((paragraphs) => paragraphs.join('\n\n'));
