import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import type { Story } from '@taleport/contracts/stories';
import { mapMedia } from '@taleport/story-model';
import type { SampleStory } from '../../apps/server/src/start/sample-story.ts';
import type { Author } from '../author.ts';

/** Puts a story on the server: a new one, or the draft of the one that came from the same folder before. */
export async function putStory(
  author: Author,
  { folder, originId, document, files }: SampleStory,
  say: (line: string) => void,
): Promise<Story> {
  const { title, languages } = document;
  const story =
    (await author.listStories()).find((each) => each.originId === originId) ??
    (await author.createStory({ title, languages }, { originId }));
  say(`Story ${story.id}: ${story.title}`);

  const media = new Map<string, string>();
  let uploadedBytes = 0;
  for (const file of files) {
    const content = await openAsBlob(join(folder, file));
    const { sha256, sizeBytes } = await author.uploadMedia(story.id, content);
    media.set(file, sha256);
    uploadedBytes += sizeBytes;
  }
  say(`Uploaded ${media.size} media files, ${uploadedBytes} bytes`);

  const hashOf = (file: string): string => {
    const sha256 = media.get(file);
    if (sha256 === undefined) throw new Error(`${file} was not uploaded`);
    return sha256;
  };
  const { revision } = await author.getDraft(story.id);
  const saved = await author.saveDraft(story.id, revision, mapMedia(document, hashOf));
  say(`Saved the draft, revision ${saved}`);
  return story;
}
