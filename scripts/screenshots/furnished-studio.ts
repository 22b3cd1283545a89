import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiClient } from '@taleport/contracts/api-client';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Story } from '@taleport/contracts/stories';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from '../../e2e/browser.ts';
import { buildStudio } from '../../e2e/build-studio.ts';
import { authorWith } from '../author.ts';
import { startDemoServer } from '../demo/demo-server.ts';
import type { ShownPage, ShownStories } from './shown-page.ts';
import { unfinished } from './unfinished-story.ts';

export interface FurnishedStudio {
  readonly browser: Browser;
  readonly url: string;
  readonly stories: ShownStories;
  /** The cookies of each. */
  readonly visitors: Record<ShownPage['visitor'], Cookies>;
  close(): Promise<void>;
}

const creator = 'author@example.org';

type Cookies = Exclude<BrowserContextOptions['storageState'], string | undefined>;

/** The real server with its samples, a few new stories and a deleted one. Throws where there is no browser. */
export async function openFurnishedStudio(): Promise<FurnishedStudio> {
  const browser = await launchBrowser();
  if (!browser) throw new Error('There is no Chromium to take pictures with');
  await buildStudio();
  const folder = await mkdtemp(join(tmpdir(), 'taleport-pictures-'));
  const server = await startDemoServer(join(folder, 'data'), { DEMO: 'on' });
  const close = async () => {
    await browser.close();
    await server.stop();
    await rm(folder, { recursive: true });
  };
  try {
    const visitors = {
      nobody: { cookies: [], origins: [] },
      creator: await cookiesOf(browser, { url: server.url, email: creator }),
      admin: await cookiesOf(browser, { url: server.url, email: 'admin@example.org' }),
    };
    const stories = await furnish(server.url);
    return { browser, url: server.url, stories, visitors, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function cookiesOf(
  browser: Browser,
  { url, email }: { url: string; email: string },
): Promise<Cookies> {
  const context = await browser.newContext({ baseURL: url });
  await context.request.post(accountRoutes.demoSignIn.url, {
    data: { email },
    failOnStatusCode: true,
  });
  const cookies = await context.storageState();
  await context.close();
  return cookies;
}

const drafts = [
  { en: 'The Hedgehog Who Counted Stars', de: 'Der Igel, der Sterne zählte' },
  { hu: 'A bagoly, aki nappal ébredt', en: 'The Owl Who Woke by Day' },
  { ar: 'القمر والسلحفاة', en: 'The Moon and the Tortoise', fr: 'La lune et la tortue' },
  { ro: 'Trenul care visa marea' },
  { en: 'Grandmother’s Seven Umbrellas' },
];

async function furnish(url: string): Promise<ShownStories> {
  const { headers } = await apiClient(url).call(accountRoutes.demoSignIn, {
    body: { email: creator },
  });
  const author = authorWith(url, headers.get('set-auth-token') ?? '');
  const published = (await author.listStories()).find(
    ({ slug }) => slug === 'nela-and-the-red-kite',
  );
  if (!published) throw new Error('The server has no sample stories');
  const { document } = await author.getDraft(published.id);
  const story = await author.createStory(unfinished(document));
  const { revision, document: draft } = await author.getDraft(story.id);
  await author.saveDraft(story.id, revision, { ...draft, tiles: draft.tiles.slice(0, -1) });
  const made: Story[] = [];
  for (const title of drafts) {
    made.push(await author.createStory({ title, languages: Object.keys(title) }));
  }
  const last = made.at(-1);
  if (last) await author.call(storyRoutes.remove, { parameters: { storyId: last.id } });
  return { published, unfinished: story };
}
