import { type StoryDocument, storyDocument } from '@taleport/story-model';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleReader } from '../packages/story-reader/build.ts';
import { launchBrowser } from './browser.ts';
import { violations } from './studio.ts';

let browser: Browser | undefined;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(() => browser?.close());

const story = storyDocument.parse({
  title: { en: 'The lamp', ar: 'المصباح' },
  languages: ['en', 'ar'],
  tiles: [
    {
      kind: 'page',
      id: 'a',
      text: { en: 'A lamp stood there.', ar: 'كان هناك مصباح.' },
      picture: { media: 'ab'.repeat(32), alt: { en: 'A lamp in a window' } },
    },
    {
      kind: 'quiz',
      id: 'q',
      question: { en: 'What stood there?', ar: 'ماذا كان هناك؟' },
      answers: [
        { id: 'x', text: { en: 'A cat', ar: 'قطة' } },
        { id: 'y', text: { en: 'A lamp', ar: 'مصباح' }, correct: true },
      ],
    },
    {
      kind: 'choice',
      id: 'c',
      text: { en: 'Where now?', ar: 'إلى أين؟' },
      options: [
        { id: 'x', text: { en: 'Home', ar: 'البيت' }, goTo: { end: true } },
        { id: 'y', text: { en: 'Again', ar: 'مرة أخرى' }, goTo: { tile: 'a' } },
      ],
    },
  ],
});

/** A page with nothing but the reader, as a package that opens from the disk has it. */
async function read(width = 1000): Promise<Page> {
  if (!browser) throw new Error('no browser');
  const context = await browser.newContext({
    reducedMotion: 'reduce',
    viewport: { width, height: 740 },
  });
  const page = await context.newPage();
  await page.setContent(
    '<!doctype html><html lang="en"><title>A story</title><main><h1>A story</h1><story-reader language="en"></story-reader></main></html>',
  );
  await page.addScriptTag({ type: 'module', content: await bundleReader() });
  await page.locator('story-reader').evaluate((element, document: StoryDocument) => {
    Object.assign(element, { story: document, mediaUrl: () => undefined });
  }, story);
  await page.getByRole('button', { name: 'Start reading' }).waitFor();
  return page;
}

describe('the story reader', () => {
  it('is read with the mouse, over a quiz and a choice, to its end', async ({ skip }) => {
    if (!browser) return skip();
    const page = await read();
    await page.getByRole('button', { name: 'Start reading' }).click();
    await page.getByText('A lamp stood there.').first().waitFor();
    await page.getByText('A lamp in a window').first().waitFor();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'A cat' }).click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('button', { name: 'A lamp' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await page.getByRole('button', { name: 'Next' }).isVisible()).toBe(false);
    await page.getByRole('button', { name: 'Home' }).click();
    await page.getByRole('heading', { name: 'The end' }).waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('is read with keys, which change sides with the direction of the language', async ({
    skip,
  }) => {
    if (!browser) return skip();
    const page = await read();
    await page.getByRole('button', { name: 'Start reading' }).press('Enter');
    await page.keyboard.press('ArrowRight');
    await page.getByText('What stood there?').first().waitFor();
    await page.keyboard.press('ArrowLeft');
    await page.getByText('A lamp stood there.').first().waitFor();
    await page.getByRole('combobox').selectOption('ar');
    await page.getByText('كان هناك مصباح.').first().waitFor();
    expect(await page.locator('story-reader section').first().getAttribute('dir')).toBe('rtl');
    await page.locator('story-reader').evaluate((element) => element.focus());
    await page.keyboard.press('ArrowLeft');
    await page.getByText('ماذا كان هناك؟').first().waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('1');
    await expect
      .poll(() =>
        page.locator('story-reader').evaluate((element) => element.shadowRoot?.textContent),
      )
      .toContain('المصباح');
    expect(await violations(page)).toEqual([]);
  });

  it('tells its page where it is', async ({ skip }) => {
    if (!browser) return skip();
    const page = await read();
    await page.evaluate(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      for (const name of ['story-page', 'story-end', 'story-language']) {
        document.addEventListener(name, (event) => {
          told.push(`${name} ${JSON.stringify((event as CustomEvent).detail)}`);
        });
      }
    });
    await page.getByRole('button', { name: 'Start reading' }).click();
    await page.getByRole('combobox').selectOption('ar');
    await page.keyboard.press('End');
    const told = () => page.evaluate(() => (window as unknown as { told: string[] }).told);
    await expect.poll(told).toContain('story-language {"language":"ar"}');
    expect(await told()).toContain('story-page {"tile":"a"}');
  });

  it('fits a phone', async ({ skip }) => {
    if (!browser) return skip();
    const page = await read(360);
    for (let turn = 0; turn < 3; turn += 1) {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(width).toBeLessThanOrEqual(360);
      await page.keyboard.press('ArrowRight');
    }
  });
});
