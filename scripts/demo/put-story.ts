import { join } from 'node:path';
import type { Story } from '@taleport/contracts/stories';
import type { StoryDocumentInput } from '@taleport/story-model';
import type { signIn } from './api-client.ts';
import { type Storybook, storybookMedia } from './storybook-folder.ts';

type Client = Awaited<ReturnType<typeof signIn>>;

/** Puts a picture book on the server: a new story, or the draft of the one that came from the same book before. */
export async function putStory(
  client: Client,
  book: Storybook,
  say: (line: string) => void,
): Promise<Story> {
  const { originId } = book;
  const story =
    (await client.listStories()).find((each) => each.originId === originId) ??
    (await client.createStory({ originId, document: titlesOnly(book) }));
  say(`Story ${story.id}: ${story.title}`);

  const media = new Map<string, string>();
  let uploadedBytes = 0;
  for (const file of storybookMedia(book)) {
    const { sha256, sizeBytes } = await client.uploadMedia(story.id, join(book.folder, file));
    media.set(file, sha256);
    uploadedBytes += sizeBytes;
  }
  say(`Uploaded ${media.size} media files, ${uploadedBytes} bytes`);

  const { revision } = await client.getDraft(story.id);
  const saved = await client.saveDraft(story.id, revision, toDocument(book, media));
  say(`Saved the draft, revision ${saved.revision}`);
  return story;
}

/** English first where a book has it, then the others as they come. */
function languagesOf(book: Storybook): string[] {
  const languages = Object.keys(book.languages);
  return [
    ...languages.filter((each) => each === 'en'),
    ...languages.filter((each) => each !== 'en'),
  ];
}

function titlesOnly(book: Storybook): StoryDocumentInput {
  return {
    title: mapValues(book.languages, ({ title }) => title),
    languages: languagesOf(book),
  };
}

function toDocument(book: Storybook, media: ReadonlyMap<string, string>): StoryDocumentInput {
  const hashOf = (file: string): string => {
    const sha256 = media.get(file);
    if (sha256 === undefined) throw new Error(`${file} was not uploaded`);
    return sha256;
  };
  return {
    ...titlesOnly(book),
    license: book.license,
    source: book.source,
    cover: { media: hashOf(book.cover) },
    titleNarration: mapValues(book.titleAudio, hashOf),
    credits: mapValues(book.languages, ({ credits }) =>
      Object.entries(credits).map(([role, name]) => ({ role, name })),
    ),
    tiles: book.pages.map((page, index) => ({
      kind: 'page' as const,
      id: `page-${String(index + 1).padStart(2, '0')}`,
      picture: page.image === undefined ? null : { media: hashOf(page.image) },
      narration: mapValues(page.audio, hashOf),
      text: mapValues(book.languages, ({ pages }) => pages[index] ?? ''),
    })),
  };
}

function mapValues<Value, Result>(
  values: Record<string, Value>,
  map: (value: Value) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}
