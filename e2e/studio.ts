import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { type DemoServer, startDemoServer } from '../scripts/demo/demo-server.ts';
import { launchBrowser } from './browser.ts';
import { copyDemoFolder } from './demo-folder.ts';

/** A page, and what its console complained of. */
export interface Visit {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export interface Studio {
  readonly url: string;
  /** What the server keeps. */
  readonly dataDir: string;
  /** The password of the demo accounts. */
  readonly password: string;
  /** A page of a browser that has never been here. */
  visit(options?: BrowserContextOptions): Promise<Visit>;
  /** Closes all pages: an open one goes on asking the server. */
  leave(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The real server with its samples, the real studio, which has to be built, and a real browser; undefined where there is no
 * browser.
 */
export async function openStudio(
  environment: Readonly<Record<string, string>> = {},
): Promise<Studio | undefined> {
  const browser = await launchBrowser();
  if (!browser) return undefined;
  const folder = await mkdtemp(join(tmpdir(), 'taleport-studio-'));
  const dataDir = join(folder, 'data');
  await copyDemoFolder(dataDir);
  const server = await startDemoServer(dataDir, { DEMO: 'on', ...environment });
  const password = await demoPassword(server);
  return {
    url: server.url,
    dataDir,
    password,
    visit: (options) => visit(browser, { baseURL: server.url, ...options }),
    async leave() {
      await Promise.all(browser.contexts().map((context) => context.close()));
    },
    async close() {
      await browser.close();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

/** It is said soon after the address. */
async function demoPassword(server: DemoServer): Promise<string> {
  for (let tries = 0; tries < 100; tries += 1) {
    const [, password] = /password: (\S+)/.exec(server.said().join('\n')) ?? [];
    if (password !== undefined) return password;
    await wait(50);
  }
  throw new Error('The server has not said how to sign in');
}

async function visit(browser: Browser, options: BrowserContextOptions): Promise<Visit> {
  const context = await browser.newContext({
    locale: 'en-GB',
    // What axe measures in the middle of a movement is no colour of the page.
    reducedMotion: 'reduce',
    ...options,
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // That nobody is signed in yet is an answer that Chromium reports as an error.
    if (message.type() === 'error' && !/status of 401/.test(message.text())) {
      complaints.push(message.text());
    }
  });
  return { page, complaints };
}

/** Signs in with a demo account, and opens the library. */
export async function signIn(page: Page, email = 'author@example.org'): Promise<void> {
  const answer = await page.request.post(accountRoutes.demoSignIn.url, { data: { email } });
  if (!answer.ok()) throw new Error(await answer.text());
  await page.goto('/library');
  await page.getByRole('heading', { name: 'My stories' }).waitFor();
}

/** What axe finds wrong with the page, in light and in dark. */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source);
  const found: string[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await page.evaluate(complaintsOfAxe, colorScheme)));
  }
  return found;
}

/** Runs in the page. */
async function complaintsOfAxe(colorScheme: string): Promise<string[]> {
  const { axe } = globalThis as unknown as { axe: typeof import('axe-core') };
  const { violations } = await axe.run({ resultTypes: ['violations'] });
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html }) => `${colorScheme}: ${id}: ${html}`),
  );
}
