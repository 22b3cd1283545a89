import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newStory, openEditor, saved, savedDraft, textIn } from './editor.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';

let studio: Studio | undefined;
beforeAll(async () => {
  studio = await openStudio();
});
afterEach(() => studio?.leave());
afterAll(() => studio?.close());

const page = (id: string, text = '') => ({ kind: 'page', id, text: { en: text } });
const story = (...tiles: object[]) => ({
  title: { en: 'The lamp' },
  languages: ['en', 'ro'],
  tiles,
});

const views = ['pages', 'details', 'map', 'translation', 'check', 'versions', 'bin', 'preview'];

describe('the editor', () => {
  it('saves what is written, and says so only then', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab, complaints } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'A lamp stood there.')));
    await openEditor(tab, id);
    await saved(tab);
    await textIn(tab, 'en').fill('A lamp stood in the window.');
    await tab.getByText('Saving…').waitFor();
    await textIn(tab, 'ro').fill('O lampă stătea la fereastră.');
    await saved(tab);
    const { document } = await savedDraft(tab, id);
    expect(document.tiles[0]?.text).toEqual({
      en: 'A lamp stood in the window.',
      ro: 'O lampă stătea la fereastră.',
    });
    expect(document.tiles[0]?.translations.ro).toMatchObject({ from: 'en', reviewed: false });
    await tab.reload();
    expect(await textIn(tab, 'en').inputValue()).toBe('A lamp stood in the window.');
    expect(complaints).toEqual([]);
  });

  it('adds, moves by keyboard, duplicates, deletes, and takes each of it back by name', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('a', 'first'), page('b', 'second')));
    await openEditor(tab, id);
    const list = tab.getByRole('region', { name: 'Pages of the story' });
    const texts = () => list.locator('.words').allTextContents();

    await list.getByRole('button', { name: /Page 1/ }).press('Alt+ArrowDown');
    await expect.poll(texts).toEqual(['second', 'first']);
    await list.getByRole('button', { name: /Page 1/ }).click();
    await tab.getByRole('button', { name: 'Duplicate' }).click();
    await expect.poll(texts).toEqual(['second', 'second', 'first']);
    await tab.getByRole('button', { name: 'Delete' }).click();
    await expect.poll(texts).toEqual(['second', 'first']);
    const focused = () => tab.locator('tp-tile-list :focus').getAttribute('aria-current');
    await expect.poll(focused).toBe('true');
    await tab.getByRole('button', { name: 'Undo: delete page 2' }).click();
    await tab.getByRole('button', { name: 'Undo: duplicate page 1' }).click();
    await tab.getByRole('button', { name: 'Undo: move page 1' }).click();
    await expect.poll(texts).toEqual(['first', 'second']);
    await tab.getByRole('button', { name: 'Redo: move page 1' }).click();
    await expect.poll(texts).toEqual(['second', 'first']);

    await tab.getByRole('button', { name: /^Add after page/ }).click();
    await tab.getByRole('menuitem', { name: 'Quiz' }).click();
    const quiz = tab.getByRole('heading', { name: /^Quiz \d/ });
    await quiz.waitFor();
    await tab.locator('textarea.text:focus').waitFor();
    await tab.getByRole('link', { name: 'Preview' }).click();
    await tab.locator('story-reader[start-tile]').waitFor();
    await tab.getByRole('link', { name: 'Pages' }).click();
    await quiz.waitFor();
    await saved(tab);
    const { document } = await savedDraft(tab, id);
    expect(document.tiles.map(({ kind }) => kind).sort()).toEqual(['page', 'page', 'quiz']);
  });

  it('keeps the text of a lost connection, even when the tab ends', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'before')));
    await openEditor(tab, id);
    await saved(tab);
    await tab.context().setOffline(true);
    await textIn(tab, 'en').fill('written without a connection');
    await tab.getByText('Not connected').waitFor();
    await tab.close();
    await tab.context().setOffline(false);

    const later = await tab.context().newPage();
    await openEditor(later, id);
    expect(await textIn(later, 'en').inputValue()).toBe('written without a connection');
    await saved(later);
    const { document } = await savedDraft(later, id);
    expect(document.tiles[0]?.text.en).toBe('written without a connection');
  });

  it('goes on by itself when the connection is back', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'before')));
    await openEditor(tab, id);
    await saved(tab);
    await tab.context().setOffline(true);
    await textIn(tab, 'en').fill('on the train');
    await tab.getByText('Not connected').waitFor();
    await tab.getByRole('link', { name: 'Catalogue' }).click();
    await tab.getByText('The server cannot be reached.').waitFor();
    await tab.context().setOffline(false);
    await saved(tab);
    expect((await savedDraft(tab, id)).document.tiles[0]?.text.en).toBe('on the train');
  });

  it('loses nothing when the session ends in the middle of a sentence', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'before')));
    await openEditor(tab, id);
    await saved(tab);
    await tab.context().clearCookies();
    await textIn(tab, 'en').fill('after the session');
    const dialog = tab.getByRole('dialog');
    await dialog.getByLabel('Password').fill(studio.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await saved(tab);
    expect(await textIn(tab, 'en').inputValue()).toBe('after the session');
    expect((await savedDraft(tab, id)).document.tiles[0]?.text.en).toBe('after the session');
  });

  it('says whose text it is when another account signs in, and saves it when its author is back', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'before')));
    await openEditor(tab, id);
    await saved(tab);
    const stranger = { name: 'Stranger', email: 'stranger@example.org', password: studio.password };
    const answer = await tab.request.post(accountRoutes.signUp.url, { data: stranger });
    expect(answer.ok()).toBe(true);
    await textIn(tab, 'en').fill('written by the author');
    await tab.getByText('stranger@example.org is signed in now').waitFor();
    expect(await violations(tab)).toEqual([]);
    await tab.getByRole('button', { name: 'Sign in as author@example.org' }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByLabel('Password').fill(studio.password);
    await dialog.getByRole('button', { name: 'Sign in' }).click();
    await saved(tab);
    expect((await savedDraft(tab, id)).document.tiles[0]?.text.en).toBe('written by the author');
  });

  it('puts nothing of a story into the next one that is opened', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const first = await newStory(tab, { ...story(page('one', 'first')), title: { en: 'First' } });
    const second = await newStory(tab, {
      ...story(page('one', 'second')),
      title: { en: 'Second' },
    });
    await tab.goto('/library');
    await tab.getByRole('link', { name: 'First' }).click();
    await saved(tab);
    await textIn(tab, 'en').fill('first, written at the last moment');
    await tab.getByRole('link', { name: 'My stories' }).click();
    await tab.getByRole('link', { name: 'Second' }).click();
    await saved(tab);
    expect(await textIn(tab, 'en').inputValue()).toBe('second');
    const textOf = async (id: string) => (await savedDraft(tab, id)).document.tiles[0]?.text.en;
    await expect.poll(() => textOf(first)).toBe('first, written at the last moment');
    expect(await textOf(second)).toBe('second');
  });

  it('works where the browser keeps nothing, and says so when the connection is lost', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await tab.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('not here', 'SecurityError');
      };
    });
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'before')));
    await openEditor(tab, id);
    await textIn(tab, 'en').fill('after');
    await saved(tab);
    expect((await savedDraft(tab, id)).document.tiles[0]?.text.en).toBe('after');
    await tab.context().setOffline(true);
    await textIn(tab, 'en').fill('later');
    await tab.getByText('Keep this tab open').waitFor();
  });

  it('joins what two editors change, and shows both sides where they differ', async ({ skip }) => {
    if (!studio) return skip();
    const { page: mine } = await studio.visit();
    await signIn(mine);
    const id = await newStory(mine, story(page('one', 'first'), page('two', 'second')));
    await openEditor(mine, id);
    await saved(mine);
    const theirs = await mine.context().newPage();
    await openEditor(theirs, id, 'two');
    await textIn(theirs, 'en').fill('second, by the other');
    await saved(theirs);
    await textIn(mine, 'en').fill('first, by me');
    await saved(mine);
    const joined = await savedDraft(mine, id);
    expect(joined.document.tiles.map(({ text }) => text.en)).toEqual([
      'first, by me',
      'second, by the other',
    ]);
  });

  it('shows both sides where two editors have changed the same text', async ({ skip }) => {
    if (!studio) return skip();
    const { page: mine } = await studio.visit();
    await signIn(mine);
    const id = await newStory(mine, story(page('one', 'first')));
    await openEditor(mine, id);
    await saved(mine);
    const theirs = await mine.context().newPage();
    await openEditor(theirs, id);
    await textIn(theirs, 'en').fill('theirs');
    await saved(theirs);
    await textIn(mine, 'en').fill('mine');
    const panel = mine.getByRole('alertdialog');
    await panel.getByText('mine', { exact: true }).waitFor();
    await panel.getByRole('group', { name: 'Page 1 · Text (English)' }).waitFor();
    expect(await violations(mine)).toEqual([]);
    await panel.getByRole('radio', { name: 'Theirs theirs' }).check();
    await panel.getByRole('button', { name: 'Keep what I have chosen' }).click();
    await saved(mine);
    expect((await savedDraft(mine, id)).document.tiles[0]?.text.en).toBe('theirs');
    await mine.getByRole('button', { name: /^Undo: joining/ }).click();
    await expect.poll(() => textIn(mine, 'en').inputValue()).toBe('mine');
  });

  it('takes a picture, and says why a file is not taken', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab, complaints } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'A lamp.')));
    await openEditor(tab, id);
    await tab.getByLabel('Picture of page 1', { exact: true }).setInputFiles({
      name: 'dot.png',
      mimeType: 'image/png',
      buffer: dot,
    });
    await tab.getByRole('button', { name: 'Replace: Picture of page 1' }).waitFor();
    await tab.getByRole('textbox', { name: 'What the picture shows English' }).fill('A dot');
    await saved(tab);
    expect((await savedDraft(tab, id)).document.tiles[0]?.picture?.alt).toEqual({ en: 'A dot' });

    await tab.getByLabel('Picture of page 1', { exact: true }).setInputFiles({
      name: 'not-a-picture.png',
      mimeType: 'image/png',
      buffer: Buffer.from('words'),
    });
    await tab.getByRole('alert').getByText('not-a-picture.png was not taken').waitFor();
    expect(complaints.filter((text) => !/status of 415/.test(text))).toEqual([]);
  });

  it('asks before it is left while a file is on its way', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one')));
    await openEditor(tab, id);
    await tab.route('**/media', () => undefined);
    const files = [{ name: 'lamp.png', mimeType: 'image/png', buffer: dot }];
    await tab.locator('input[type=file]').first().setInputFiles(files);
    const library = tab.getByRole('link', { name: 'My stories' });
    await library.click();
    const dialog = tab.getByRole('alertdialog', { name: 'A file is still being sent' });
    await dialog.waitFor();
    expect(await violations(tab)).toEqual([]);
    await dialog.getByRole('button', { name: 'Stay' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(tab.url()).toContain(id);
    await library.click();
    await dialog.getByRole('button', { name: 'Leave without it' }).click();
    await tab.waitForURL('**/library');
  });

  it('has nothing in its views that axe complains of', { timeout: 60_000 }, async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab, complaints } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, story(page('one', 'A lamp.'), page('two')));
    for (const view of views) {
      await tab.goto(`/stories/${id}/${view}`);
      await saved(tab);
      expect(await violations(tab), view).toEqual([]);
    }
    expect(complaints).toEqual([]);
  });

  it('publishes after the check, and says where readers find the story', async ({ skip }) => {
    if (!studio) return skip();
    const { page: tab } = await studio.visit();
    await signIn(tab);
    const id = await newStory(tab, { ...story(page('one')), languages: ['en'] });
    await openEditor(tab, id);
    await tab.getByRole('button', { name: 'Publish' }).click();
    const dialog = tab.getByRole('dialog');
    await dialog.getByText('Missing before it can be published: 1').waitFor();
    expect(await violations(tab)).toEqual([]);
    await dialog.getByRole('link', { name: /text/i }).click();
    await textIn(tab, 'en').fill('A lamp.');
    await tab.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByRole('button', { name: 'Publish' }).click();
    await dialog.getByText('Published: readers see version 1.').waitFor();
    await dialog.getByRole('link', { name: /\/catalogue\/the-lamp/ }).waitFor();
  });
});

/** A PNG of one pixel. */
const dot = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
