import { join } from 'node:path';
import type { Story } from '@taleport/contracts/stories';
import { mapMedia } from '@taleport/story-model';
import type { SampleStory } from '../../apps/server/src/start/sample-story.ts';
import type { signIn } from './api-client.ts';

type Client = Awaited<ReturnType<typeof signIn>>;

/** Puts a story on the server: a new one, or the draft of the one that came from the same folder before. */
export async function putStory(
  client: Client,
  { folder, originId, document, files }: SampleStory,
  say: (line: string) => void,
): Promise<Story> {
  const { title, languages } = document;
  const story =
    (await client.listStories()).find((each) => each.originId === originId) ??
    (await client.createStory({ originId, document: { title, languages } }));
  say(`Story ${story.id}: ${story.title}`);

  const media = new Map<string, string>();
  let uploadedBytes = 0;
  for (const file of files) {
    const { sha256, sizeBytes } = await client.uploadMedia(story.id, join(folder, file));
    media.set(file, sha256);
    uploadedBytes += sizeBytes;
  }
  say(`Uploaded ${media.size} media files, ${uploadedBytes} bytes`);

  const hashOf = (file: string): string => {
    const sha256 = media.get(file);
    if (sha256 === undefined) throw new Error(`${file} was not uploaded`);
    return sha256;
  };
  const { revision } = await client.getDraft(story.id);
  const saved = await client.saveDraft(story.id, revision, mapMedia(document, hashOf));
  say(`Saved the draft, revision ${saved.revision}`);
  return story;
}
