import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { FurnishedStudio } from './furnished-studio.ts';
import { isAskedFor, problem } from './played-answers.ts';
import type { PageState, ShownPage } from './shown-page.ts';
import { shownPages } from './shown-pages.ts';

const wide = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };

interface Look {
  readonly name: string;
  readonly options: BrowserContextOptions;
  /** Whether it is for the fit of the texts only: of the states, it shows that with data. */
  readonly isForTexts?: boolean;
}

const looks: readonly Look[] = [
  { name: 'light', options: wide },
  { name: 'dark', options: { ...wide, colorScheme: 'dark' } },
  { name: 'phone', options: phone },
  { name: 'phone-dark', options: { ...phone, colorScheme: 'dark' }, isForTexts: true },
  { name: 'ro', options: { ...wide, locale: 'ro' }, isForTexts: true },
  { name: 'hu', options: { ...wide, locale: 'hu' }, isForTexts: true },
  { name: 'phone-ro', options: { ...phone, locale: 'ro' }, isForTexts: true },
  { name: 'phone-hu', options: { ...phone, locale: 'hu' }, isForTexts: true },
];
/** Larger pictures make a README slow to open. */
const maxReadmeBytes = 250_000;

/** Which pictures are wanted: those whose name has each of these words in it. */
export interface WantedPictures {
  readonly folder: string;
  readonly words: readonly string[];
}

/** Every page in every look and state, as `<page>-<state>-<look>.png`. Returns how many there are. */
export async function takeAllPictures(
  studio: FurnishedStudio,
  { folder, words }: WantedPictures,
): Promise<number> {
  await mkdir(folder, { recursive: true });
  let taken = 0;
  for (const { look, shown, state, seen } of allPictures()) {
    const name = `${shown.name}-${state}-${look.name}`;
    if (!words.every((word) => name.includes(word))) continue;
    await withPage(studio, { shown, state, seen, options: look.options }, async (page) => {
      const path = join(folder, `${name}.png`);
      await page.screenshot({ path, fullPage: !shown.liesOver, animations: 'disabled' });
    });
    taken += 1;
  }
  return taken;
}

/** The pages that the README shows, as small WebP files. Throws for one that is too large for it. */
export async function takeReadmePictures(studio: FurnishedStudio, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const wanted = shownPages.filter(({ isInReadme }) => isInReadme);
  for (const shown of wanted) {
    const seen = shown.states.data ?? 'main';
    const options = { ...wide, deviceScaleFactor: 1.5 };
    await withPage(studio, { shown, state: 'data', seen, options }, async (page) => {
      const picture = await webpOf(page);
      if (picture.length > maxReadmeBytes) {
        throw new Error(`The picture of ${shown.name} has ${picture.length} bytes, too many`);
      }
      await writeFile(join(folder, `${shown.name}.webp`), picture);
    });
  }
  return wanted.length;
}

function allPictures() {
  return looks.flatMap((look) =>
    shownPages.flatMap((shown) =>
      statesOf(shown)
        .filter(([state]) => state === 'data' || !look.isForTexts)
        .map(([state, seen]) => ({ look, shown, state, seen })),
    ),
  );
}

function statesOf({ states }: ShownPage): [PageState, string][] {
  const order: PageState[] = ['loading', 'error', 'empty', 'data'];
  return order.flatMap((state): [PageState, string][] => {
    const seen = states[state];
    return seen === undefined ? [] : [[state, seen]];
  });
}

interface Wanted {
  readonly shown: ShownPage;
  readonly state: PageState;
  readonly seen: string;
  readonly options: BrowserContextOptions;
}

async function withPage(
  { browser, url, stories, visitors }: FurnishedStudio,
  { shown, state, seen, options }: Wanted,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: 'light',
    locale: 'en-GB',
    reducedMotion: 'reduce',
    storageState: visitors[shown.visitor],
    ...options,
  });
  try {
    const page = await context.newPage();
    await shown.prepare?.(page, stories);
    const asked = shown.asks?.(stories);
    if (asked !== undefined) await answer(page, { path: asked, state, nothing: shown.nothing });
    await page.goto(shown.path(stories));
    await shown.act?.(page, stories);
    await page.locator(seen).first().waitFor();
    // A picture further down is otherwise loaded only when one comes near it.
    await page.evaluate(() => {
      for (const image of document.images) image.loading = 'eager';
    });
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    await page.evaluate(drawEverything);
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    if (tooWide > 0) throw new Error(`It is ${tooWide} px wider than the window`);
    await use(page);
  } catch (error) {
    throw new Error(`There is no picture of ${shown.name}, ${state}`, { cause: error });
  } finally {
    await context.close();
  }
}

/** Draws what is out of sight too, which the browser leaves for later. Runs in the page. */
async function drawEverything(): Promise<void> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { content-visibility: visible !important }');
  document.adoptedStyleSheets.push(sheet);
  await document.fonts.ready;
  await Promise.all([...document.images].map((image) => image.decode().catch(() => undefined)));
}

/** Lets the request that a page is about wait for ever, fail, or find nothing. */
async function answer(
  page: Page,
  { path, state, nothing }: { path: string; state: PageState; nothing: object | undefined },
): Promise<void> {
  if (state === 'data') return;
  await page.route(
    (url) => isAskedFor(url, path),
    (route) => {
      if (state === 'error') return route.fulfill({ status: 503, json: problem(503) });
      return state === 'empty' ? route.fulfill({ json: nothing }) : undefined;
    },
  );
}

async function webpOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  return Buffer.from(data, 'base64');
}
