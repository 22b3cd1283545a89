import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { languageTag } from '@taleport/story-model';
import { z } from 'zod';

const perLanguage = z.record(languageTag, z.string());

/** The `story.json` of a picture book in a folder: a cover, and pages with a picture, narration and text each. */
const storybookSchema = z.object({
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

export type Storybook = z.infer<typeof storybookSchema> & {
  readonly folder: string;
  /** The same for the same book, on any machine. */
  readonly originId: string;
};

/** Reads the picture book in a folder. Throws when there is none, or when it is not of that form. */
export async function readStorybook(folder: string): Promise<Storybook> {
  const text = await readFile(join(folder, 'story.json'), 'utf8').catch((error: unknown) => {
    throw new Error(`There is no story in ${folder}: it has no story.json`, { cause: error });
  });
  const book = storybookSchema.parse(JSON.parse(text));
  return { ...book, folder, originId: uuidOf(`taleport-storybook:${book.id}`) };
}

/** Every media file that a book names, once. */
export function storybookMedia(book: Storybook): string[] {
  const files = [
    book.cover,
    ...Object.values(book.titleAudio),
    ...book.pages.flatMap((page) => [page.image ?? [], Object.values(page.audio)].flat()),
  ];
  return [...new Set(files)];
}

/** A UUID made from a name (RFC 9562, section 5.8: version 8, whose bits are the maker's own). */
function uuidOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  const variant = ((Number.parseInt(hex[16] ?? '0', 16) & 0x3) | 0x8).toString(16);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
