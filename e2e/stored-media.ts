import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Story } from '@taleport/contracts/stories';
import { mediaUses, type StoryDocument } from '@taleport/story-model';
import type { Page } from 'playwright-core';
import { onTestFinished } from 'vitest';
import type { Studio } from './studio.ts';

export interface StoredFile {
  /** Takes the file away: an export that needs it fails at once. */
  lose(): Promise<void>;
  /** Makes the file unreadable: an export that needs it is tried again after some seconds, three times. */
  block(): Promise<void>;
  /** Puts everything back. */
  restore(): Promise<void>;
}

/** The story of whoever is signed in that has this title. */
export async function storyByTitle(page: Page, title: string): Promise<Story> {
  const answer = await page.request.get('/api/stories');
  const { stories } = (await answer.json()) as { stories: Story[] };
  const found = stories.find((story) => story.title === title);
  if (!found) throw new Error(`There is no story “${title}”`);
  return found;
}

/** The file in which the server keeps the first narration of a story; after the test it is as it was. */
export async function firstNarration(
  studio: Studio,
  page: Page,
  story: Story,
): Promise<StoredFile> {
  const answer = await page.request.get(`/api/stories/${story.id}/draft`);
  const { document } = (await answer.json()) as { document: StoryDocument };
  const use = mediaUses(document).find(({ role }) => role === 'narration');
  if (!use) throw new Error('The story has no narration');
  const { sha256 } = use;
  const path = join(studio.dataDir, 'blobs/objects/media', sha256.slice(0, 2), sha256);
  const aside = `${path}.aside`;
  let isAway = false;
  const lose = async () => {
    await rename(path, aside);
    isAway = true;
  };
  const restore = async () => {
    if (!isAway) return;
    await rm(path, { recursive: true, force: true });
    await rename(aside, path);
    isAway = false;
  };
  onTestFinished(restore);
  return {
    lose,
    async block() {
      await lose();
      await mkdir(path);
    },
    restore,
  };
}
