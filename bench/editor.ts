import { parseArgs } from 'node:util';
import type { StoryDocumentInput } from '@taleport/story-model';
import type { Page } from 'playwright-core';
import { buildStudio } from '../e2e/build-studio.ts';
import { newStory, openEditor, textIn } from '../e2e/editor.ts';
import { openStudio, signIn } from '../e2e/studio.ts';
import { markdownTable, quantile, rounded } from './statistics.ts';

const sizes = [
  { tiles: 10, languages: ['en'] },
  { tiles: 200, languages: ['en', 'ro', 'hu', 'de', 'ar'] },
];
const keys = 100;

/**
 * Measures how long the editor takes to open a story and to take a key, for a small and a large one in turn, and prints a
 * table and a line of JSON. See docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } });
  await buildStudio();
  const studio = await openStudio();
  if (!studio) throw new Error('The editor is measured in a Chromium: install one');
  try {
    const { page } = await studio.visit();
    await signIn(page);
    const measured = await Promise.all(
      sizes.map(async (size) => ({
        name: `${size.tiles} pages, ${size.languages.length} languages`,
        id: await newStory(page, storyOf(size)),
        opened: [] as number[],
        typed: [] as number[],
      })),
    );
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const each of measured) {
        each.opened.push(await open(page, each.id));
        each.typed.push(...(await type(page)));
      }
    }
    report(measured);
  } finally {
    await studio.close();
  }
}

interface Measured {
  readonly name: string;
  readonly opened: readonly number[];
  readonly typed: readonly number[];
}

function report(measured: readonly Measured[]): void {
  const summaries = measured.map(({ name, opened, typed }) => ({
    name,
    openedP50Ms: rounded(quantile(opened, 0.5)),
    keyP50Ms: rounded(quantile(typed, 0.5)),
    keyP95Ms: rounded(quantile(typed, 0.95)),
  }));
  const heads = ['', 'opens, p50 ms', 'takes a key, p50 ms', 'takes a key, p95 ms'];
  const rows = summaries.map((each) => Object.values(each).map(String));
  console.log(markdownTable([heads, ...rows]));
  console.log(JSON.stringify({ bench: 'editor', summaries }));
}

/** From the address to a text that can be written in, in ms. */
async function open(page: Page, storyId: string): Promise<number> {
  await page.goto('about:blank');
  const start = performance.now();
  await openEditor(page, storyId);
  await textIn(page, 'en').waitFor();
  return performance.now() - start;
}

/** For each of some keys, from the press to the next picture on the screen, in ms (Event Timing API would round to 8). */
async function type(page: Page): Promise<number[]> {
  const field = textIn(page, 'en');
  await field.focus();
  await field.evaluate((element) => {
    const took: number[] = [];
    Object.assign(window, { took });
    element.addEventListener('keydown', () => {
      const start = performance.now();
      requestAnimationFrame(() => setTimeout(() => took.push(performance.now() - start)));
    });
  });
  await page.keyboard.type('x'.repeat(keys), { delay: 30 });
  return page.evaluate(() => (window as unknown as { took: number[] }).took);
}

function storyOf({ tiles, languages }: (typeof sizes)[number]): StoryDocumentInput {
  const inAll = (text: string) => Object.fromEntries(languages.map((tag) => [tag, text]));
  return {
    title: inAll('A long story'),
    languages,
    tiles: Array.from({ length: tiles }, (_, index) => ({
      kind: 'page' as const,
      id: `p${index}`,
      caption: inAll(`Page ${index}`),
      text: inAll('The lamp stood in the window, and the night was long. '.repeat(8)),
    })),
  };
}

await main();
