import type { Story } from '@taleport/contracts/stories';
import type { StoryDocument } from '@taleport/story-model';
import type { Locator, Page } from 'playwright-core';

/** Makes a story of whoever is signed in on the page, and returns its id. */
export async function newStory(page: Page, document: object): Promise<string> {
  const answer = await page.request.post('/api/stories', { data: { document } });
  if (!answer.ok()) throw new Error(await answer.text());
  const { id } = (await answer.json()) as Story;
  return id;
}

/** Opens the editor, at one of its pages or at the first. */
export async function openEditor(page: Page, storyId: string, tileId?: string): Promise<void> {
  await page.goto(`/stories/${storyId}/pages${tileId ? `/${tileId}` : ''}`);
  await page.getByRole('navigation', { name: 'Views of the story' }).waitFor();
}

/** What the server has of a story. */
export async function savedDraft(
  page: Page,
  storyId: string,
): Promise<{ document: StoryDocument }> {
  const answer = await page.request.get(`/api/stories/${storyId}/draft`);
  return (await answer.json()) as { document: StoryDocument };
}

/** The text of the page that is open, in a language. */
export function textIn(page: Page, language: string): Locator {
  return page.locator(`textarea.text[lang="${language}"]`);
}

/** Waits until the server has all that was written. */
export async function saved(page: Page): Promise<void> {
  await page
    .getByRole('status')
    .filter({ hasText: /^\s*Saved\s*$/ })
    .waitFor();
}
