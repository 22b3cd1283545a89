import { type MediaKind, type MediaType, mediaTypes } from '@taleport/story-model';
import { convertOlderStory } from '../src/older-layout/convert-older-story.ts';
import { LossList } from '../src/older-layout/loss-list.ts';
import { readOlderTexts } from '../src/older-layout/read-older-texts.ts';
import { sortOlderEntries } from '../src/older-layout/sort-older-entries.ts';
import { sampleMedia } from './sample-media.ts';
import { archiveOf, type PackageContents } from './story-packages.ts';

type Json = Record<string, unknown>;

/** A package of the older layout as a test describes it; only what the test is about has to be said. */
export interface OlderSample {
  readonly id?: string;
  /** The rest of `master.json`. */
  readonly master?: Json;
  readonly tiles?: readonly Json[];
  /** By language: the content of the file of the language. */
  readonly languages?: Readonly<Record<string, Json>>;
  /** By `{language}/{tileId}`: the content of the dialog. */
  readonly dialogs?: Readonly<Record<string, Json>>;
  /** By the path of the entry. */
  readonly media?: Readonly<Record<string, MediaType>>;
  /** Entries as they are, in addition or instead. */
  readonly entries?: Readonly<Record<string, string | Uint8Array>>;
}

/** The entries of the package, as the exporter writes them and in its order. */
export function olderContents(sample: OlderSample): PackageContents {
  const {
    id = 'the-lamp',
    master = {},
    tiles = [],
    dialogs = {},
    media = {},
    entries = {},
  } = sample;
  const { languages = { en: { title: 'The lamp' } } } = sample;
  const folder = `manifest/${id}`;
  const numbered = tiles.map((tile, index) => ({ sortOrder: index + 1, ...tile }));
  const header = { formatVersion: 2, storyId: id };
  const json: [string, Json][] = [
    [`${folder}/master.json`, { formatVersion: 2, id, ...master, tiles: numbered }],
    ...Object.entries(languages).map(([language, content]): [string, Json] => [
      `${folder}/languages/${language}.json`,
      { ...header, languageCode: language, ...content },
    ]),
    ...Object.entries(dialogs).map(([path, content]): [string, Json] => {
      const [languageCode, tileId] = path.split('/');
      return [`${folder}/dialogs/${path}.json`, { ...header, languageCode, tileId, ...content }];
    }),
  ];
  return new Map<string, Uint8Array>([
    ...json.map(([path, content]): [string, Uint8Array] => [path, indented(content)]),
    ...Object.entries(media).map(([path, mediaType]): [string, Uint8Array] => [
      path,
      sampleMedia(mediaType, path).bytes,
    ]),
    ...Object.entries(entries).map(([path, content]): [string, Uint8Array] => [
      path,
      typeof content === 'string' ? Buffer.from(content) : content,
    ]),
  ]);
}

export function olderBytes(sample: OlderSample): Buffer {
  return archiveOf(olderContents(sample));
}

/** The story of a package, in which media are the paths of entries, and what was lost. */
export async function convertOlder(sample: OlderSample) {
  const contents = olderContents(sample);
  const bytesOf = (name: string) => Buffer.from(contents.get(name) ?? []);
  const source = {
    sizeOf: (name: string) => bytesOf(name).length,
    read: async (name: string) => bytesOf(name),
  };
  const losses = new LossList();
  const texts = await readOlderTexts(sortOlderEntries([...contents.keys()]), { source, losses });
  const story = convertOlderStory(texts, { mediaKinds: mediaKindsOf(sample), losses });
  return { story, losses: losses.list(), codes: losses.list().map(({ code }) => code) };
}

/** What the media entries hold, by path. */
function mediaKindsOf({ media = {} }: OlderSample): Map<string, MediaKind | undefined> {
  return new Map(Object.entries(media).map(([path, type]) => [path, mediaTypes[type].kind]));
}

function indented(content: Json): Uint8Array {
  return Buffer.from(JSON.stringify(content, null, 2));
}
