import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@taleport/contracts/problem';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { FurnishedStudio } from './furnished-studio.ts';
import { type PageState, type ShownPage, shownPages } from './shown-pages.ts';

const wide = { width: 1280, height: 800 };
const looks: Record<string, BrowserContextOptions> = {
  light: { viewport: wide, colorScheme: 'light' },
  dark: { viewport: wide, colorScheme: 'dark' },
  phone: { viewport: { width: 360, height: 740 }, colorScheme: 'light', hasTouch: true },
};
/** Larger pictures make a README slow to open. */
const maxReadmeBytes = 250_000;

/** Every page in every look and state, as `<page>-<state>-<look>.png`. Returns how many there are. */
export async function takeAllPictures(studio: FurnishedStudio, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  let taken = 0;
  for (const [look, options] of Object.entries(looks)) {
    for (const shown of shownPages) {
      for (const [state, seen] of statesOf(shown)) {
        await withPage(studio, { shown, state, seen, options }, async (page) => {
          const path = join(folder, `${shown.name}-${state}-${look}.png`);
          await page.screenshot({ path, fullPage: true, animations: 'disabled' });
        });
        taken += 1;
      }
    }
  }
  return taken;
}

/** The pages that the README shows, as small WebP files. Throws for one that is too large for it. */
export async function takeReadmePictures(studio: FurnishedStudio, folder: string): Promise<number> {
  await mkdir(folder, { recursive: true });
  const wanted = shownPages.filter(({ isInReadme }) => isInReadme);
  for (const shown of wanted) {
    const seen = shown.states.data ?? 'main';
    const options = { ...looks.light, deviceScaleFactor: 1.5 };
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
  { browser, url, story, visitors }: FurnishedStudio,
  { shown, state, seen, options }: Wanted,
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const context = await browser.newContext({
    baseURL: url,
    locale: 'en-GB',
    reducedMotion: 'reduce',
    storageState: visitors[shown.visitor],
    ...options,
  });
  try {
    const page = await context.newPage();
    const asked = shown.asks?.(story);
    if (asked !== undefined) await answer(page, { path: asked, state, nothing: shown.nothing });
    await page.goto(shown.path(story));
    await page.locator(seen).first().waitFor();
    // A picture further down is otherwise loaded only when one comes near it.
    await page.evaluate(() => {
      for (const image of document.images) image.loading = 'eager';
    });
    await page.waitForFunction(() => [...document.images].every(({ complete }) => complete));
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await use(page);
  } finally {
    await context.close();
  }
}

/** Lets the request that a page is about wait for ever, fail, or find nothing. */
async function answer(
  page: Page,
  { path, state, nothing }: { path: string; state: PageState; nothing: object | undefined },
): Promise<void> {
  if (state === 'data') return;
  await page.route(
    (url) => url.pathname === path,
    (route) => {
      if (state === 'error') return route.fulfill({ status: 503, json: unavailable });
      return state === 'empty' ? route.fulfill({ json: nothing }) : undefined;
    },
  );
}

const unavailable: Problem = {
  type: 'about:blank',
  title: 'Service Unavailable',
  status: 503,
  code: 'unavailable',
  detail: 'The database is away. Try again in a minute.',
  instance: '/',
  retryable: true,
};

async function webpOf(page: Page): Promise<Buffer> {
  const session = await page.context().newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  return Buffer.from(data, 'base64');
}
