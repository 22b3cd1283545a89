import type { Catalogue } from '@taleport/contracts/catalogue';
import type { StoryDocument } from '@taleport/story-model';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { saved, savedDraft, textIn } from './editor.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';

let studio: Studio | undefined;
beforeAll(async () => {
  studio = await openStudio();
});
afterEach(() => studio?.leave());
afterAll(() => studio?.close());

const title = 'Nela and the Red Kite';

/** What the author of the sample makes of it: a new version, in which some texts are others. */
async function publishChange(author: Page): Promise<void> {
  const { stories } = (await (await author.request.get('/api/catalogue')).json()) as Catalogue;
  const { storyId = '' } = stories.find(({ slug }) => slug === 'nela-and-the-red-kite') ?? {};
  const { revision, document } = (await (
    await author.request.get(`/api/stories/${storyId}/draft`)
  ).json()) as { revision: number; document: StoryDocument };
  const [first, ...others] = document.tiles;
  if (!first) throw new Error('The sample has no pages');
  const text = { ...first.text, en: 'Theirs.', ro: 'Al lor.' };
  const changed = await author.request.put(`/api/stories/${storyId}/draft`, {
    headers: { 'if-match': `"${revision}"` },
    data: { ...document, tiles: [{ ...first, text }, ...others] },
  });
  const published = await author.request.post(`/api/en/stories/${storyId}/publish`, {
    headers: { prefer: 'wait=20' },
  });
  if (!changed.ok() || !published.ok()) throw new Error(await published.text());
}

it('is made by a reader, changed, and kept up with its original', async ({ skip }) => {
  if (!studio) return skip();
  const { page, complaints } = await studio.visit();
  await page.goto('/catalogue/nela-and-the-red-kite');
  await page.getByRole('link', { name: 'Sign in to make your own version' }).waitFor();
  await signIn(page, 'admin@example.org');
  await page.goto('/catalogue/nela-and-the-red-kite');
  await page.getByRole('button', { name: 'Make my own version' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('CC BY 4.0').waitFor();
  expect(await violations(page)).toEqual([]);
  await dialog.getByRole('button', { name: 'Make it' }).click();
  await page.waitForURL(/\/stories\/[0-9a-f-]+\/pages/);
  const [, storyId = ''] = /stories\/([0-9a-f-]+)/.exec(page.url()) ?? [];
  await page.getByText(`Made from “${title}”`).waitFor();
  await textIn(page, 'en').first().fill('Mine.');
  await saved(page);

  await page.getByRole('button', { name: 'Jobs' }).click();
  const row = page.getByRole('article', { name: `Own version: ${title}` });
  await row.getByText('Completed').waitFor();
  expect(await row.getByRole('link', { name: 'Open' }).getAttribute('href')).toBe(
    `/stories/${storyId}`,
  );
  await page.getByRole('button', { name: 'Close' }).click();

  const { page: author } = await studio.visit();
  await signIn(author);
  await publishChange(author);
  await page.reload();
  await page.getByRole('link', { name: 'The original has a newer version' }).click();
  const conflict = page.getByRole('group', { name: 'Page 1 · Text (English)' });
  await conflict.getByText('Theirs.').waitFor();
  expect(await violations(page)).toEqual([]);

  // The text in Romanian is left for later.
  await page.getByRole('checkbox', { name: 'Romanian (1)' }).uncheck();
  await conflict.getByRole('radio', { name: 'The original' }).check();
  await page.getByRole('button', { name: 'Take over what is chosen' }).click();
  await page.getByText('Your draft has what you chose now.').waitFor();
  const first = async () => (await savedDraft(page, storyId)).document.tiles[0]?.text;
  const ofMine = await first();
  expect(ofMine).toMatchObject({ en: 'Theirs.' });
  expect(ofMine?.ro).not.toBe('Al lor.');
  await page.getByRole('button', { name: 'Take over what is chosen' }).click();
  await page.getByText('The original has nothing new.').waitFor();
  expect(await first()).toMatchObject({ en: 'Theirs.', ro: 'Al lor.' });

  // “Undo” brings back what was there, one step after the other.
  const undo = page.getByRole('button', { name: 'Undo: taking over changes of the original' });
  await undo.click();
  await undo.click();
  await saved(page);
  expect(await first()).toMatchObject({ en: 'Mine.' });

  await page.goto('/library');
  await page.locator('tp-story-card').getByText(`Made from “${title}”`).first().waitFor();
  expect(await violations(page)).toEqual([]);
  expect(complaints).toEqual([]);
});
