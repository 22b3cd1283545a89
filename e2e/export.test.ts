import type { Download, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { firstNarration, storyByTitle } from './stored-media.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';
import { verifyPackage } from './verify-package.ts';

let studio: Studio | undefined;
beforeAll(async () => {
  studio = await openStudio();
});
afterEach(() => studio?.leave());
afterAll(() => studio?.close());

async function openDialog(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Full Export of ${title}` }).click();
  await page.getByText('Size of the package').waitFor();
}

async function exportDraft(page: Page, title: string): Promise<void> {
  await openDialog(page, title);
  await page.getByRole('radio', { name: 'The draft, as it is now' }).check();
  await page.getByRole('button', { name: 'Export', exact: true }).click();
}

/** Every download that the page begins from now on. */
function downloadsOf(page: Page): Download[] {
  const downloads: Download[] = [];
  page.on('download', (download) => downloads.push(download));
  return downloads;
}

function overlayOf(page: Page) {
  return page.locator('tp-export-overlay');
}

describe('a full export', () => {
  it('leads from the library to a package that is whole', async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await signIn(page);
    await openDialog(page, 'Nela and the Red Kite');
    expect(await page.getByRole('radio', { name: 'published version' }).isChecked()).toBe(true);
    expect(await violations(page)).toEqual([]);
    const whole = await page.locator('.size strong').textContent();
    await page.getByRole('checkbox', { name: 'Narration' }).uncheck();
    await expect.poll(() => page.locator('.size strong').textContent()).not.toBe(whole);
    await page.getByRole('checkbox', { name: 'Narration' }).check();
    await page.getByRole('checkbox', { name: 'Hungarian' }).uncheck();

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const file = await (await downloading).path();
    expect(await verifyPackage(file)).toContain('good');
    await overlayOf(page).getByText('Export completed! Downloading…').waitFor();
    expect(await violations(page)).toEqual([]);
    // It goes by itself.
    await overlayOf(page).waitFor({ state: 'detached' });
    expect(complaints).toEqual([]);
  });

  it('is one job and one download, however fast one clicks', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const requests: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') requests.push(request.url());
    });
    const downloads = downloadsOf(page);
    await openDialog(page, 'The Lamp in the Fog');
    await page.getByRole('button', { name: 'Export', exact: true }).dblclick();
    await expect.poll(() => downloads.length).toBe(1);
    expect(requests).toHaveLength(1);
    const story = await storyByTitle(page, 'The Lamp in the Fog');
    const list = await page.request.get(`/api/stories/${story.id}/export-jobs`);
    expect((await list.json()).jobs).toHaveLength(1);
  });

  it('goes on when the page is loaded again, and downloads then', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const story = await storyByTitle(page, 'Nela and the Red Kite');
    const file = await firstNarration(studio, page, story);
    await file.block();
    const downloads = downloadsOf(page);
    await exportDraft(page, story.title);
    await overlayOf(page).getByText('Waiting').waitFor();
    await page.reload();
    await overlayOf(page).getByText('Exporting story…').waitFor();
    expect(await violations(page)).toEqual([]);
    await file.restore();
    await overlayOf(page).getByText('Export completed! Downloading…').waitFor({ timeout: 15_000 });
    await expect.poll(() => downloads.length).toBe(1);
  });

  it('says why it failed, and what was wrong can be mended and tried again', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const story = await storyByTitle(page, 'The Lamp in the Fog');
    const file = await firstNarration(studio, page, story);
    await file.lose();
    await exportDraft(page, story.title);
    const overlay = overlayOf(page);
    await overlay.getByText('The export did not work').waitFor();
    await overlay.getByRole('alert').getByText('A file is missing: the narration').waitFor();
    expect(await violations(page)).toEqual([]);
    await file.restore();
    const downloading = page.waitForEvent('download');
    await overlay.getByRole('button', { name: 'Retry' }).click();
    expect((await downloading).suggestedFilename()).toMatch(/\.zip$/);
    await overlay.getByText('Export completed! Downloading…').waitFor();
  });

  it('lists what is missing where that is wanted', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const story = await storyByTitle(page, 'The Lamp in the Fog');
    const file = await firstNarration(studio, page, story);
    await file.lose();
    await openDialog(page, story.title);
    await page.getByRole('checkbox', { name: 'Go on without media' }).check();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await overlayOf(page).getByText('Warnings: 1').waitFor();
    await overlayOf(page).getByText('A file is missing: the narration').waitFor();
  });

  it('can be canceled', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const story = await storyByTitle(page, 'Nela and the Red Kite');
    const file = await firstNarration(studio, page, story);
    await file.block();
    await openDialog(page, story.title);
    await page.getByRole('checkbox', { name: 'Pictures' }).uncheck();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await overlayOf(page).getByRole('button', { name: 'Cancel the export' }).click();
    await overlayOf(page).getByText('The export was canceled').waitFor();
  });

  it('does not count a lost connection as a failure', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const story = await storyByTitle(page, 'Nela and the Red Kite');
    const file = await firstNarration(studio, page, story);
    await file.block();
    await openDialog(page, story.title);
    await page.getByRole('checkbox', { name: 'Romanian' }).uncheck();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    await overlayOf(page).getByText('Waiting').waitFor();
    await page.context().setOffline(true);
    await overlayOf(page).getByText('Connection lost, asking again.').waitFor();
    await file.restore();
    const downloading = page.waitForEvent('download', { timeout: 15_000 });
    await page.context().setOffline(false);
    await downloading;
  });
});
