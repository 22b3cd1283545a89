import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Route, routePath } from '@taleport/contracts/route';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { Draft, Story, StoryList } from '@taleport/contracts/stories';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { launchBrowser } from '../../e2e/browser.ts';
import { buildStudio } from '../../e2e/build-studio.ts';
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
      creator: await cookiesOf(browser, { url: server.url, email: 'author@example.org' }),
      admin: await cookiesOf(browser, { url: server.url, email: 'admin@example.org' }),
    };
    const stories = await furnish(browser, { url: server.url, cookies: visitors.creator });
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

async function furnish(
  browser: Browser,
  { url, cookies }: { url: string; cookies: Cookies },
): Promise<ShownStories> {
  const context = await browser.newContext({ baseURL: url, storageState: cookies });
  const call = async <Answer>(route: Route, { data, headers = {}, storyId = '' }: Call = {}) => {
    const path = routePath(route, storyId === '' ? {} : { storyId });
    const options = { method: route.method, data, headers, failOnStatusCode: true };
    const text = await (await context.request.fetch(path, options)).text();
    return (text === '' ? null : JSON.parse(text)) as Answer;
  };
  const { stories } = await call<StoryList>(storyRoutes.list);
  const published = stories.find(({ slug }) => slug === 'nela-and-the-red-kite');
  if (!published) throw new Error('The server has no sample stories');
  const { document } = await call<Draft>(storyRoutes.getDraft, { storyId: published.id });
  const story = await call<Story>(storyRoutes.create, { data: { document: unfinished(document) } });
  const { revision, document: draft } = await call<Draft>(storyRoutes.getDraft, {
    storyId: story.id,
  });
  await call(storyRoutes.saveDraft, {
    storyId: story.id,
    data: { ...draft, tiles: draft.tiles.slice(0, -1) },
    headers: { 'if-match': `"${revision}"` },
  });
  const made: Story[] = [];
  for (const title of drafts) {
    const document = { title, languages: Object.keys(title) };
    made.push(await call<Story>(storyRoutes.create, { data: { document } }));
  }
  const last = made.at(-1);
  if (last) await call(storyRoutes.remove, { storyId: last.id });
  await context.close();
  return { published, unfinished: story };
}

interface Call {
  readonly data?: object;
  readonly headers?: Record<string, string>;
  readonly storyId?: string;
}
