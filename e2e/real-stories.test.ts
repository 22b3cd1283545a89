import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { signIn as signInByApi } from '../scripts/author.ts';
import { putStory } from '../scripts/demo/put-story.ts';
import { readStoryFolder } from '../scripts/demo/storybook-folder.ts';
import { openEditor, saved, savedDraft, textIn } from './editor.ts';
import { openStudio, type Studio, signIn } from './studio.ts';
import { verifyPackage } from './verify-package.ts';

const shared = join(import.meta.dirname, '../../shared/stories');
const stories = ['0066', '0087'].filter((id) => existsSync(join(shared, id)));
if (stories.length === 0) console.warn(`The large stories are not tried: there is no ${shared}.`);

let studio: Studio | undefined;
beforeAll(async () => {
  if (stories.length > 0) studio = await openStudio();
});
afterEach(() => studio?.leave());
afterAll(() => studio?.close());

describe.runIf(stories.length > 0)('a real story', () => {
  it.each(stories)(
    '%s opens, is written, and is seen in each view',
    {
      timeout: 90_000,
    },
    async (folder) => {
      if (!studio) return;
      const credentials = { email: 'author@example.org', password: studio.password };
      const client = await signInByApi(studio.url, credentials);
      const sample = await readStoryFolder(join(shared, folder));
      const { id } = await putStory(client, sample, () => undefined);

      const { page, complaints } = await studio.visit();
      await signIn(page);
      await openEditor(page, id);
      await saved(page);
      const { document } = await savedDraft(page, id);
      const pages = page.getByRole('region', { name: 'Pages of the story' }).getByRole('listitem');
      expect(await pages.count()).toBe(document.tiles.length);
      const source = document.languages[0] ?? '';
      const field = textIn(page, source);
      const before = await field.inputValue();
      expect(before).toBe(document.tiles[0]?.text[source] ?? '');
      await field.fill(`${before}\nAnd so it was.`);
      await page.getByText('Saving…').waitFor();
      await saved(page);
      const after = await savedDraft(page, id);
      expect(after.document.tiles[0]?.text[source]).toBe(`${before}\nAnd so it was.`);
      expect(after.document.languages).toEqual(document.languages);

      for (const view of ['Details', 'Map', 'Translation', 'Check', 'Versions', 'Bin', 'Preview']) {
        await page.getByRole('link', { name: view, exact: true }).click();
        await page.waitForURL(({ pathname }) => pathname.endsWith(`/${view.toLowerCase()}`));
        await saved(page);
      }
      // It begins at the page that was open.
      await page.locator('story-reader').getByText('And so it was.').first().waitFor();

      await page.getByRole('button', { name: 'Full Export' }).click();
      const download = page.waitForEvent('download');
      await page.getByRole('dialog').getByRole('button', { name: 'Export', exact: true }).click();
      const file = await (await download).path();
      expect(await verifyPackage(file)).toMatch(/\d+ entries/);
      expect(complaints).toEqual([]);
    },
  );
});
