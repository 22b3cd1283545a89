import type { MediaType } from '@taleport/story-model';
import fc from 'fast-check';
import type { OlderSample } from './older-packages.ts';

type Json = Record<string, unknown>;

const languageNames = ['en', 'ro-ro', 'HU', 'no tag!'];
const tileIds = ['t1', 't2', 'a tile', 'ț', ''];
const partIds = ['1', '2', 'ű', '__proto__', 'toString'];
const branches = ['', '', 'wood', 'lake'];
const pictures = ['1.png', 'Cover.jpg', 'gone.png', ''];
const sounds = ['1.mp3', '2.mp3', 'gone.mp3', ''];
const videos = ['1.mp4', '1.mp3', '', ''];

const oneOf = <Value>(...values: readonly Value[]) => fc.constantFrom(...values);

/** A field may be there, be null, or be left out; the exporter does all three. */
function fields<Fields extends Record<string, fc.Arbitrary<unknown>>>(
  optional: Fields,
  required: Record<string, fc.Arbitrary<unknown>> = {},
): fc.Arbitrary<Json> {
  const orNull = Object.entries(optional).map(([key, value]) => [
    key,
    fc.option(value, { freq: 8 }),
  ]);
  return fc.record(
    { ...Object.fromEntries(orNull), ...required },
    { requiredKeys: Object.keys(required) },
  ) as fc.Arbitrary<Json>;
}

/** A text that no other field has, so that it can be looked for; now and then one that cannot stay as it is. */
const texts = fc
  .tuple(fc.uuid(), oneOf('', '', '', ' أب', '🐘\n\n"</script>"', '\0', '\ud83d'))
  .map(([id, end]) => `${id}${end}`);

const list = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 4 });

const masterTiles = fields(
  {
    branchId: oneOf(...branches),
    imageUrl: oneOf(...pictures),
    sortOrder: fc.nat(9),
    answers: list(
      fields({ isCorrect: fc.boolean(), sortOrder: fc.nat(4) }, { answerId: oneOf(...partIds) }),
    ),
  },
  {
    tileId: oneOf(...tileIds),
    type: oneOf('page', 'quiz', 'Quiz', 'video', 'dialog', 'dialog', 'selection'),
  },
);

const languageFiles = fields({
  title: texts,
  summary: texts,
  tiles: list(
    fields(
      {
        ...{ caption: texts, text: texts, question: texts },
        ...{ audioUrl: oneOf(...sounds), videoUrl: oneOf(...videos) },
        answers: list(fields({ text: texts }, { answerId: oneOf(...partIds) })),
      },
      { tileId: oneOf(...tileIds) },
    ),
  ),
});

const options = fields(
  {
    text: texts,
    nextNodeId: oneOf('', ...partIds),
    jumpToTileId: oneOf('', '', 'gone', ...tileIds),
    setBranchId: oneOf(...branches),
    sortOrder: fc.nat(4),
  },
  { id: oneOf(...partIds) },
);

const dialogFiles = fields({
  dialogRootNodeId: oneOf('gone', ...partIds),
  dialogNodes: list(
    fields(
      { text: texts, audioUrl: oneOf(...sounds), options: list(options) },
      { nodeId: oneOf(...partIds) },
    ),
  ),
});

const mediaFiles = [
  ...['media/images/cover/Cover.jpg', 'media/images/tiles/1.png', 'media/images/tales/1.png'],
  ...['media/audio/en/1.mp3', 'media/audio/ro-ro/1.mp3', 'media/audio/tales/hu/2.mp3'],
  ...['media/video/en/1.mp4', 'media/video/ro-ro/tol/1.mp4', 'media/video/1.mp4'],
];
/** Mostly what their names say. */
const mediaTypes = oneOf<MediaType | undefined>(
  undefined,
  undefined,
  undefined,
  'image/gif',
  'video/mp4',
);
const typeOfExtension: Readonly<Record<string, MediaType>> = {
  ...{ jpg: 'image/jpeg', png: 'image/png', mp3: 'audio/mpeg', mp4: 'video/mp4' },
};

const media = fc
  .tuple(fc.subarray(mediaFiles), fc.array(mediaTypes, { minLength: 9, maxLength: 9 }))
  .map(([paths, types]) =>
    Object.fromEntries(
      paths.map((path, index): [string, MediaType] => [
        path,
        types[index] ?? typeOfExtension[path.slice(-3)] ?? 'image/png',
      ]),
    ),
  );

/** Any package that the exporter could write, and many that it would not. */
export const olderSamples: fc.Arbitrary<OlderSample> = fc
  .subarray(languageNames, { minLength: 1 })
  .filter((languages) => languages.some((language) => language !== 'no tag!'))
  .chain((languages) =>
    fc.record({
      master: fields({
        coverImageUrl: oneOf('Cover.jpg', '1.mp4', ''),
        topicIds: list(oneOf('edu_math', 'fun', '')),
        ageGroupIds: list(oneOf('preschool_3_5', 'early_school_6_8', 'adults', 'odd_9_2')),
        storyTopic: oneOf('Friendship', ''),
      }),
      tiles: list(masterTiles),
      languages: fc
        .tuple(...languages.map(() => languageFiles))
        .map((files) => byName(languages, files)),
      dialogs: fc
        .array(fc.tuple(oneOf(...languages), oneOf('t1', 't2', 'ț'), dialogFiles), { maxLength: 6 })
        .map((files) =>
          byName(
            files.map(([language, tileId]) => `${language}/${tileId}`),
            files.map(([, , file]) => file),
          ),
        ),
      media,
    }),
  );

function byName(names: readonly string[], files: readonly Json[]): Record<string, Json> {
  return Object.fromEntries(names.map((name, index) => [name, files[index] ?? {}]));
}
