import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { newStory } from './editor.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';

let studio: Studio | undefined;
beforeAll(async () => {
  studio = await openStudio();
});
afterEach(() => studio?.leave());
afterAll(() => studio?.close());

describe('whoever has no account', () => {
  it('finds a story and reads it to its end by the keyboard', async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await page.goto('/catalogue');
    await page.getByRole('link', { name: 'Nela and the Red Kite' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByLabel('Search by title').fill('zmeul rosu');
    await expect.poll(() => page.locator('tp-catalogue-card').count()).toBe(1);

    await page.getByRole('link', { name: 'Nela and the Red Kite' }).press('Enter');
    const reader = page.locator('story-reader');
    await reader.getByRole('button', { name: 'Start reading' }).waitFor();
    expect(await violations(page)).toEqual([]);
    expect(await page.title()).toBe('Nela and the Red Kite · Taleport');
    await reader.getByRole('button', { name: 'Start reading' }).press('Enter');
    const isAtEnd = () => reader.getByRole('heading', { name: 'The end' }).isVisible();
    for (let steps = 0; steps < 30 && !(await isAtEnd()); steps += 1) {
      // On a page with a choice, the digit chooses; elsewhere it does nothing.
      await page.keyboard.press('1');
      await page.keyboard.press('ArrowRight');
    }
    expect(await isAtEnd()).toBe(true);
    expect(complaints).toEqual([]);
  });

  it('reads in the own language or another one, which stays in the address', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit({ locale: 'hu-HU' });
    await page.goto('/catalogue/nela-and-the-red-kite');
    const reader = page.locator('story-reader');
    await reader.getByRole('heading', { level: 1 }).waitFor();
    expect(await reader.locator('section').first().getAttribute('lang')).toBe('hu');
    await reader.getByRole('combobox').selectOption('ro');
    await page.waitForURL('**/catalogue/nela-and-the-red-kite?language=ro');
    await page.reload();
    await expect.poll(() => reader.locator('section').first().getAttribute('lang')).toBe('ro');
  });

  it('is told kindly that a story is not there', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await page.goto('/catalogue/no-such-story');
    await page.getByRole('heading', { name: 'This story is not here' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'To all stories' }).click();
    await page.getByRole('heading', { name: 'Stories to read' }).waitFor();
  });
});

describe('a story in another script', () => {
  it('is read from right to left, with a font that only such a story loads', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    const id = await newStory(page, {
      title: { ar: 'القمر' },
      languages: ['ar'],
      tiles: [{ kind: 'page', id: 'a', text: { ar: 'كان القمر فوق البحر.' } }],
    });
    const published = await page.request.post(`/api/en/stories/${id}/publish`, {
      headers: { prefer: 'wait=20' },
    });
    const { slug } = await published.json();
    const fonts: string[] = [];
    page.on('request', (request) => {
      if (request.resourceType() === 'font') fonts.push(request.url());
    });
    const noto = () => fonts.filter((url) => url.includes('noto'));
    await page.goto('/catalogue/nela-and-the-red-kite');
    await page.locator('story-reader').getByRole('heading', { level: 1 }).waitFor();
    expect(noto()).toEqual([]);
    await page.goto(`/catalogue/${slug}`);
    const reader = page.locator('story-reader');
    await reader.getByRole('heading', { level: 1 }).waitFor();
    expect(await reader.locator('section').first().getAttribute('dir')).toBe('rtl');
    await expect.poll(noto).toEqual([expect.stringContaining('noto-naskh-arabic')]);
    expect(await violations(page)).toEqual([]);
  });
});
