import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mapMedia, type StoryDocument, storyDocument } from '@taleport/story-model';

const samples = join(import.meta.dirname, '../../../samples');

/** A sample with, in place of hashes, short ids that look like them, and the file for each. */
export async function sampleStory(
  slug: string,
): Promise<{ readonly story: StoryDocument; readonly files: ReadonlyMap<string, string> }> {
  const folder = join(samples, slug);
  const { document } = JSON.parse(await readFile(join(folder, 'story.json'), 'utf8'));
  const files = new Map<string, string>();
  const named = mapMedia(document, (path: string) => {
    const id = String(files.size + 1).padStart(64, '0');
    files.set(id, join(folder, path));
    return id;
  });
  return { story: storyDocument.parse(named), files };
}
