import { createHash } from 'node:crypto';
import { languageTag, type StoryDocumentInput } from '@taleport/story-model';
import { z } from 'zod';
import {
  parseSampleStory,
  readStoryJson,
  type SampleStory,
} from '../../apps/server/src/start/sample-story.ts';

const perLanguage = z.record(languageTag, z.string());

/** The `story.json` of a picture book: a cover, and pages with a picture, narration and text each. */
const storybook = z.object({
  id: z.string(),
  license: z.string(),
  source: z.string(),
  cover: z.string(),
  titleAudio: perLanguage.default({}),
  pages: z.array(z.object({ image: z.string().optional(), audio: perLanguage.default({}) })),
  languages: z.record(
    languageTag,
    z.object({
      title: z.string(),
      pages: z.array(z.string()),
      credits: z.record(z.string(), z.string()).default({}),
    }),
  ),
});

type Storybook = z.infer<typeof storybook>;

/**
 * Reads the story in a folder, which has the layout of the samples or is a picture book. Throws an Error that says what
 * is wrong when it is neither.
 */
export async function readStoryFolder(folder: string): Promise<SampleStory> {
  const json = await readStoryJson(folder);
  const isStorybook = typeof json === 'object' && json !== null && 'pages' in json;
  return parseSampleStory(folder, isStorybook ? sampleOf(storybook.parse(json)) : json);
}

function sampleOf(book: Storybook) {
  return {
    slug: book.id,
    originId: uuidOf(`taleport-storybook:${book.id}`),
    document: documentOf(book),
  };
}

function documentOf(book: Storybook): StoryDocumentInput {
  return {
    title: mapValues(book.languages, ({ title }) => title),
    languages: languagesOf(book),
    license: book.license,
    source: book.source,
    cover: { media: book.cover },
    titleNarration: book.titleAudio,
    credits: mapValues(book.languages, ({ credits }) =>
      Object.entries(credits).map(([role, name]) => ({ role, name })),
    ),
    tiles: book.pages.map((page, index) => ({
      kind: 'page' as const,
      id: `page-${String(index + 1).padStart(2, '0')}`,
      picture: page.image === undefined ? null : { media: page.image },
      narration: page.audio,
      text: mapValues(book.languages, ({ pages }) => pages[index] ?? ''),
    })),
  };
}

/** English first where a book has it, then the others as they come. */
function languagesOf(book: Storybook): string[] {
  const languages = Object.keys(book.languages);
  return [
    ...languages.filter((each) => each === 'en'),
    ...languages.filter((each) => each !== 'en'),
  ];
}

function mapValues<Value, Result>(
  values: Record<string, Value>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

/** A UUID made from a name (RFC 9562, section 5.8: version 8, whose bits are the maker's own). */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
