import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  mapMedia,
  mediaUses,
  type StoryDocument,
  slug,
  storyDocument,
} from '@taleport/story-model';
import { z } from 'zod';

/** A story in a folder, with all its media. */
export interface SampleStory {
  readonly folder: string;
  readonly slug: string;
  /** The same for the same story, on any machine. */
  readonly originId: string;
  /** Names a file of the folder wherever a stored story has the hash of its media. */
  readonly document: StoryDocument;
  /** Every file that the document names, once, in the order of reading. */
  readonly files: string[];
}

/** No step of it is "." or "..": a story cannot name a file outside its folder. */
const fileName = z.string().regex(/^[A-Za-z0-9][\w.-]*(\/[A-Za-z0-9][\w.-]*)*$/, {
  error: 'Not the name of a file in the folder of the story',
});
const picture = z.looseObject({ media: fileName }).nullish();
const files = z.record(z.string(), fileName).optional();

/** Looks at the places of media only: what else a document must be is asked of the story model, once these are hashes. */
const documentOfFiles = z.looseObject({
  cover: picture,
  titleNarration: files,
  tiles: z.array(z.looseObject({ picture, narration: files, video: files })).optional(),
});

const sampleStory = z.strictObject({
  slug,
  originId: z.uuid(),
  document: documentOfFiles.transform((document, context) => {
    const names: string[] = [];
    const hashed = mapMedia(document, (name) => standIn(names.push(name) - 1));
    const parsed = storyDocument.safeParse(hashed);
    if (parsed.success) {
      return mapMedia(parsed.data, (hash) => names[Number.parseInt(hash, 16)] ?? '');
    }
    for (const { path, message } of parsed.error.issues) {
      context.addIssue({ code: 'custom', path, message });
    }
    return z.NEVER;
  }),
});

/**
 * Reads the story in a folder: its `story.json` is { slug, originId, document }. Throws an Error that says what is
 * wrong where there is none, or where it is not of that form. Whether the files are there is not looked at.
 */
export async function readSampleStory(folder: string): Promise<SampleStory> {
  return parseSampleStory(folder, await readStoryJson(folder));
}

/** What the `story.json` of a folder says, in whatever layout. Throws an Error when there is none. */
export async function readStoryJson(folder: string): Promise<unknown> {
  const text = await readFile(join(folder, 'story.json'), 'utf8').catch((error: unknown) => {
    throw new Error(`There is no story in ${folder}: it has no story.json`, { cause: error });
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The story.json in ${folder} is not JSON`, { cause: error });
  }
}

/** The story that a `story.json` describes. Throws an Error that lists what is wrong with it, and where. */
export function parseSampleStory(folder: string, json: unknown): SampleStory {
  const parsed = sampleStory.safeParse(json);
  if (!parsed.success) {
    throw new Error(`The story in ${folder} is not valid:\n${z.prettifyError(parsed.error)}`);
  }
  const names = mediaUses(parsed.data.document).map(({ sha256 }) => sha256);
  return { folder, ...parsed.data, files: [...new Set(names)] };
}

/** Of the form of a hash, and counts the references: the story model takes nothing else for media. */
function standIn(index: number): string {
  return index.toString(16).padStart(64, '0');
}
