import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { saved, textIn } from './editor.ts';
import { openStudio, type Studio, signIn } from './studio.ts';
import { verifyPackage } from './verify-package.ts';

let studio: Studio | undefined;
let folder: string;
beforeAll(async () => {
  studio = await openStudio();
  folder = await mkdtemp(join(tmpdir(), 'taleport-one-go-'));
});
afterEach(() => studio?.leave());
afterAll(async () => {
  await studio?.close();
  await rm(folder, { recursive: true });
});

describe('from the first visit to a package', () => {
  it('takes one go, and editing goes on while the package is made', { timeout: 60_000 }, async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await page.goto('/');
    await page.getByRole('button', { name: 'As an author' }).click();
    await newStory(page, 'The paper boat');
    await page.getByRole('button', { name: 'Add a page' }).click();
    await page.getByRole('menuitem', { name: 'Page' }).click();
    await textIn(page, 'en').fill('A paper boat lay in the gutter.');
    await saved(page);

    await page.getByRole('button', { name: 'Full Export' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
    await textIn(page, 'en').fill('A paper boat lay in the gutter, and the rain began.');
    await saved(page);
    const file = join(folder, 'package.zip');
    await (await download).saveAs(file);
    expect(await verifyPackage(file)).toMatch(/\d+ entries/);
    expect(complaints).toEqual([]);
  });

  it('needs no mouse', { timeout: 60_000 }, async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    await reach(page, 'New story');
    await page.keyboard.press('Enter');
    await page.getByLabel('Title of the story').waitFor();
    await page.keyboard.type('Only keys');
    await page.keyboard.press('Enter');
    await page.getByRole('navigation', { name: 'Views of the story' }).waitFor();
    await reach(page, 'Add a page');
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Page' }).waitFor();
    await page.keyboard.press('Enter');
    await page.locator('textarea.text:focus').waitFor();
    await page.keyboard.type('Written without a mouse.');
    await saved(page);
    await reach(page, 'Full Export', 'Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    const download = page.waitForEvent('download');
    await reach(page, 'Export');
    await page.keyboard.press('Enter');
    expect((await download).suggestedFilename()).toMatch(/only-keys.*\.zip$/);
  });
});

describe.each([
  ['en-GB', 'Full Export', 'Export', 'Saved'],
  ['ro-RO', 'Export complet', 'Exportă', 'Salvat'],
  ['hu-HU', 'Teljes export', 'Exportálás', 'Mentve'],
])('in the language of %s', (locale, button, exportName, savedWord) => {
  it('a story is exported', { timeout: 60_000 }, async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit({ locale });
    await page.goto('/');
    await page.locator('tp-sign-in-form button, tp-sign-in-page button').first().waitFor();
    await page.request.post('/api/demo-sign-in', { data: { email: 'author@example.org' } });
    await page.goto('/library');
    await page.getByRole('link', { name: 'Nela and the Red Kite' }).click();
    await page.getByRole('status').filter({ hasText: savedWord }).waitFor();
    await page.getByRole('button', { name: button }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('dialog').getByRole('button', { name: exportName, exact: true }).click();
    expect((await download).suggestedFilename()).toMatch(/\.zip$/);
    expect(complaints).toEqual([]);
  });
});

async function newStory(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'New story' }).click();
  await page.getByLabel('Title of the story').fill(title);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('navigation', { name: 'Views of the story' }).waitFor();
}

/** Goes on by key until what is called so has the focus. */
async function reach(page: Page, name: string, key = 'Tab'): Promise<void> {
  for (let steps = 0; steps < 80; steps += 1) {
    await page.keyboard.press(key);
    const found = page
      .locator(':focus')
      .and(
        page
          .getByRole('button', { name, exact: true })
          .or(page.getByRole('textbox', { name, exact: true })),
      );
    if ((await found.count()) > 0) return;
  }
  throw new Error(`"${name}" cannot be reached with the key ${key}`);
}
