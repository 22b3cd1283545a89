import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

// The headless shell is the same Chromium without a window, and opens a page in half the time.
const names = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'msedge',
];

/**
 * A real Chromium: one that is installed, or else one that Playwright can get. Undefined where there is none; in CI that
 * is an error.
 */
export async function launchBrowser(): Promise<Browser | undefined> {
  const executablePath = installedBrowser() ?? downloadedBrowser();
  if (executablePath) return chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const message =
    'THE JOURNEYS IN THE BROWSER WERE NOT RUN: there is no Chromium, and none could be had.';
  if (process.env.CI) throw new Error(message);
  console.warn(`\n${message}\n`);
  return undefined;
}

function installedBrowser(): string | undefined {
  const folders = (process.env.PATH ?? '').split(process.platform === 'win32' ? ';' : ':');
  const ending = process.platform === 'win32' ? '.exe' : '';
  const paths = folders.flatMap((folder) => names.map((name) => join(folder, `${name}${ending}`)));
  return [
    ...paths,
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    'C:/Program Files/Google/Chrome/Application/chrome.exe',
    'C:/Program Files (x86)/Microsoft/Edge/Application/msedge.exe',
  ].find((path) => existsSync(path));
}

function downloadedBrowser(): string | undefined {
  const own = chromium.executablePath();
  if (!existsSync(own)) {
    const manifest = createRequire(import.meta.url).resolve('playwright-core/package.json');
    const program = join(dirname(manifest), 'cli.js');
    spawnSync(process.execPath, [program, 'install', 'chromium'], { stdio: 'ignore' });
  }
  return existsSync(own) ? own : undefined;
}
