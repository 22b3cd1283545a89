import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appendHeaders, tusHeaders, uploadRoutes } from '@taleport/contracts/routes/uploads';
import type { Upload } from '@taleport/contracts/uploads';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { storyByTitle } from './stored-media.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';

const title = 'Nela and the Red Kite';
let studio: Studio | undefined;
let folder: string;
beforeAll(async () => {
  [studio, folder] = await Promise.all([openStudio(), mkdtemp(join(tmpdir(), 'taleport-import-'))]);
});
afterEach(() => studio?.leave());
afterAll(async () => {
  await studio?.close();
  await rm(folder, { recursive: true });
});

/** The package of a sample, as a file on the disk of its author. */
async function exportedFile(page: Page, name: string): Promise<string> {
  const story = await storyByTitle(page, title);
  const asked = await page.request.post(`/api/en/stories/${story.id}/export`, {
    headers: { prefer: 'wait=20' },
  });
  const { links } = (await asked.json()) as { links: { self: string } };
  await expect
    .poll(async () => (await (await page.request.get(links.self)).json()).status)
    .toBe('Completed');
  const file = join(folder, name);
  await writeFile(file, await (await page.request.get(`${links.self}/download`)).body());
  return file;
}

async function openImports(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Import' }).click();
  await page.getByRole('heading', { name: 'Import a story' }).waitFor();
}

const choose = (page: Page, file: string) =>
  page.getByLabel('Choose a package').setInputFiles(file);

async function uploadsOf(page: Page): Promise<Upload[]> {
  const answer = await page.request.get(uploadRoutes.list.url);
  return ((await answer.json()) as { uploads: Upload[] }).uploads;
}

/** Sends the first bytes of a file as a browser would that was closed then. */
async function sendFirst(page: Page, file: string, name: string, bytes: number): Promise<void> {
  const { size, mtimeMs } = await stat(file);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const metadata = `filename ${base64(name)},lastmodified ${base64(String(Math.floor(mtimeMs)))}`;
  const begun = await page.request.post(uploadRoutes.create.url, {
    headers: { ...tusHeaders, 'upload-length': String(size), 'upload-metadata': metadata },
  });
  const sent = await page.request.patch(begun.headers().location ?? '', {
    headers: appendHeaders(0),
    data: (await readFile(file)).subarray(0, bytes),
  });
  expect(sent.status()).toBe(204);
}

describe('an import', () => {
  it('leads from a package to a new story, and back', async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await signIn(page);
    const file = await exportedFile(page, 'kite.zip');
    await openImports(page);
    expect(await violations(page)).toEqual([]);
    await choose(page, file);
    await page.getByRole('heading', { name: 'What is in the package' }).waitFor();
    await page.getByRole('radio', { name: `the next draft of “${title}”` }).check();
    await page.getByText('Nothing: the draft is the same already.').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('radio', { name: 'a new story' }).check();
    await page.getByRole('checkbox', { name: 'Hungarian' }).uncheck();
    await page.getByRole('button', { name: 'Import the story' }).click();
    await page.getByRole('heading', { name: 'The story is imported' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Open the story' }).click();
    await page.getByRole('heading', { name: title }).first().waitFor();
    await page.goBack();
    await page.getByRole('button', { name: 'Undo the import' }).click();
    await page.getByText('The imported story is in the bin.').waitFor();
    expect(complaints).toEqual([]);
  });

  it('goes on where another browser stopped, and can be canceled', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const file = await exportedFile(page, 'parts.zip');
    await sendFirst(page, file, 'parts.zip', 100_000);
    await openImports(page);
    await page.getByText('Choose the same file again to go on').waitFor();
    const offsets: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PATCH') offsets.push(request.headers()['upload-offset']);
    });
    // The line is dead, until it is not.
    await page
      .context()
      .route('**/api/uploads/*', (route) =>
        route.request().method() === 'PATCH' ? route.abort() : route.continue(),
      );
    await choose(page, file);
    await page.getByText('The upload goes on by itself.').waitFor();
    await page.context().unroute('**/api/uploads/*');
    await page.getByRole('heading', { name: 'What is in the package' }).waitFor();
    expect(new Set(offsets)).toEqual(new Set(['100000']));

    const other = join(folder, 'other.zip');
    await writeFile(other, await readFile(file));
    await page
      .context()
      .route('**/api/uploads/*', (route) =>
        route.request().method() === 'PATCH' ? undefined : route.continue(),
      );
    await page.getByRole('link', { name: 'Import a story' }).click();
    await choose(page, other);
    await page.getByRole('button', { name: 'Cancel the upload of other.zip' }).click();
    await expect
      .poll(async () => (await uploadsOf(page)).map(({ fileName }) => fileName))
      .not.toContain('other.zip');
  });

  it('says of a damaged package what is wrong with it', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const file = await exportedFile(page, 'damaged.zip');
    const bytes = await readFile(file);
    const at = bytes.length >> 1;
    bytes[at] = (bytes[at] ?? 0) ^ 1;
    await writeFile(file, bytes);
    await openImports(page);
    await choose(page, file);
    await page.getByRole('heading', { name: 'The package was not imported' }).waitFor();
    await page.getByText('crc32-differs').waitFor();
    expect(await violations(page)).toEqual([]);
  });
});
