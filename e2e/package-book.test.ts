import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type StoryDocument, storyDocument } from '@taleport/story-model';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser } from './browser.ts';
import { violations } from './studio.ts';
import { unpackPackage } from './unpacked-package.ts';

let browser: Browser | undefined;
let folder: string;
beforeAll(async () => {
  [browser, folder] = await Promise.all([
    launchBrowser(),
    mkdtemp(join(tmpdir(), 'taleport-book-')),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

interface OpenBook {
  readonly page: Page;
  /** What the browser complained of, and every address that it asked for and that is no file. */
  readonly complaints: readonly string[];
}

/** Opens a page from the disk, in a browser without a network. */
async function openBook(url: string, options: BrowserContextOptions = {}): Promise<OpenBook> {
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({
    offline: true,
    reducedMotion: 'reduce',
    viewport: { width: 1000, height: 740 },
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => complaints.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) complaints.push(request.url());
  });
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A voice that is cut short by another page.
    if (reason !== 'net::ERR_ABORTED') complaints.push(`${reason}: ${request.url()}`);
  });
  await page.addInitScript(rememberVoices);
  await page.goto(url);
  return { page, complaints };
}

/** Runs in the page: the reader's voice is an element that is in no document. */
function rememberVoices(): void {
  const voices: HTMLAudioElement[] = [];
  const Voice = Audio;
  Object.assign(globalThis, {
    voices,
    Audio: function voice() {
      const made = new Voice();
      voices.push(made);
      return made;
    },
  });
}

/** The files that are being read aloud at this moment. */
function playing(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { voices } = globalThis as unknown as { voices: HTMLAudioElement[] };
    return voices
      .filter((voice) => !voice.paused && voice.currentTime > 0)
      .map(({ currentSrc }) => currentSrc.replace(/.*(?=media\/)/, ''));
  });
}

const shown = (page: Page) =>
  page.locator('story-reader').evaluate((reader) => reader.shadowRoot?.textContent ?? '');

describe('a branching story in three languages', () => {
  let url: string;
  beforeAll(async () => {
    const slug = 'nela-and-the-red-kite';
    url = await unpackPackage({ folder: join(folder, slug), slug, locale: 'ro' });
  });

  it('opens in the language of the export, and is read by keys, over choice and quiz, to its end', async ({
    skip,
  }) => {
    if (!browser) return skip();
    const { page, complaints } = await openBook(url);
    await page.getByRole('heading', { name: 'Nela și zmeul roșu' }).waitFor();
    expect(await page.locator('body > *').count()).toBe(1);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('combobox').selectOption('en');
    await page.getByRole('heading', { name: 'Nela and the Red Kite' }).waitFor();
    expect(await page.title()).toBe('Nela and the Red Kite');
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    for (let turn = 0; turn < 3; turn += 1) await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Through the orchard' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('1');
    await expect.poll(() => shown(page)).toContain('Under the apple trees');
    for (let turn = 0; turn < 2; turn += 1) await page.keyboard.press('ArrowRight');
    await page.keyboard.press('1');
    await expect.poll(() => shown(page)).toContain('Not quite.');
    await page.keyboard.press('2');
    await expect.poll(() => shown(page)).toContain('Well done.');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('1');
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: 'The end' }).waitFor();
    expect(complaints).toEqual([]);
  });

  it('reads itself aloud and turns its pages, and opens again where it was left', async ({
    skip,
  }) => {
    if (!browser) return skip();
    const { page, complaints } = await openBook(`${url}#hu`, {
      viewport: { width: 390, height: 780 },
    });
    await page.getByRole('heading', { name: 'Nela és a piros papírsárkány' }).waitFor();
    await page.getByRole('button', { name: 'Olvasd fel!' }).click();
    await expect.poll(() => playing(page)).toEqual(['media/audio/01-title.hu.mp3']);
    await expect.poll(() => playing(page)).toEqual(['media/audio/02-page.hu.mp3']);
    expect(new URL(page.url()).hash).toBe('#hu.teapot');
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    await page.keyboard.press('ArrowRight');
    await page.reload();
    await expect.poll(() => shown(page)).toContain('A szél mély lélegz');
    expect(complaints).toEqual([]);
  });

  it('has pictures and text for a browser without script', async ({ skip }) => {
    if (!browser) return skip();
    const { page, complaints } = await openBook(url, { javaScriptEnabled: false });
    await page.getByRole('heading', { name: 'Nela și zmeul roșu' }).waitFor();
    await page.getByText('Șoricica Nela locuia într-un ceainic').waitFor();
    await expect
      .poll(() => page.locator('section:visible img').first().boundingBox())
      .not.toBeNull();
    expect(await page.locator('section:visible img').count()).toBe(11);
    expect(complaints).toEqual([]);
  });
});

describe('an Arabic story', () => {
  it('is read from right to left, and says what is missing', async ({ skip }) => {
    if (!browser) return skip();
    const slug = 'the-lamp-in-the-fog';
    const url = await unpackPackage({
      folder: join(folder, slug),
      slug,
      locale: 'ar',
      change: arabicStory,
      missing: ['images/02.jpg'],
    });
    const { page, complaints } = await openBook(url);
    await page.getByRole('heading', { name: 'المصباح في الضباب' }).waitFor();
    await page.getByText('Some files of this story are not in the package.').waitFor();
    const section = page.locator('story-reader section').first();
    expect(await section.getAttribute('dir')).toBe('rtl');
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => shown(page)).toContain('جاء الضباب');
    expect(await page.locator('story-reader img').count()).toBe(0);
    await expect.poll(() => shown(page)).toContain('شارع في الضباب');
    await page.keyboard.press('Space');
    await expect.poll(() => playing(page)).toEqual(['media/audio/02-page.ar.mp3']);
    await page.keyboard.press('ArrowLeft');
    await expect.poll(() => page.locator('story-reader img').count()).toBe(1);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => shown(page)).toContain('جاء الضباب');
    expect(complaints).toEqual([]);
  });
});

/** Two pages with pictures and voices of the sample. */
function arabicStory({ cover, tiles }: StoryDocument): StoryDocument {
  const texts = ['جاء الضباب.', 'حملت ميرا المصباح.'];
  return {
    ...storyDocument.parse({ title: { ar: 'المصباح في الضباب' }, languages: ['ar'] }),
    cover: cover && { ...cover, alt: { ar: 'ثعلب ومصباح' } },
    tiles: tiles.slice(0, texts.length).map((tile, index) => ({
      ...tile,
      text: { ar: texts[index] ?? '' },
      picture: tile.picture && { ...tile.picture, alt: { ar: 'شارع في الضباب' } },
      narration: { ar: tile.narration.en ?? '' },
    })),
  };
}
