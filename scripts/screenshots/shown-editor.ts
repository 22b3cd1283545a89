import { routePath } from '@taleport/contracts/route';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { StoryDocument } from '@taleport/story-model';
import type { Page } from 'playwright-core';
import { play } from './played-answers.ts';
import type { ShownPage, ShownStories } from './shown-page.ts';

const view = (name: string, shown: Omit<ShownPage, 'name' | 'visitor' | 'path'>): ShownPage => ({
  name: `editor-${name}`,
  visitor: 'creator',
  path: ({ unfinished }) => `/stories/${unfinished.id}/${name}`,
  ...shown,
});

const page = (
  name: string,
  tileId: string,
  shown: Omit<ShownPage, 'name' | 'visitor' | 'path'>,
): ShownPage => ({
  name: `editor-${name}`,
  visitor: 'creator',
  path: ({ published }) => `/stories/${published.id}/pages/${tileId}`,
  ...shown,
});

const firstText = 'tp-text-field textarea.text';
const write = (shown: Page, words = 'Once upon a time.') =>
  shown.locator(firstText).first().fill(words);
const draftOf = ({ published }: ShownStories) =>
  routePath(storyRoutes.getDraft, { storyId: published.id });

/** The editor: its views, and what can happen while one writes. */
export const shownEditor: readonly ShownPage[] = [
  {
    name: 'editor',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}`,
    asks: draftOf,
    states: { loading: '.loading', error: 'tp-complaint', data: 'tp-tile-list img' },
    isInReadme: true,
  },
  {
    name: 'editor-without-pages',
    visitor: 'creator',
    path: ({ unfinished }) => `/stories/${unfinished.id}`,
    prepare: (shown, { unfinished }) =>
      playDraft(shown, unfinished.id, (document) => ({ ...document, tiles: [] })),
    states: { data: '.empty' },
  },
  page('choice', 'crossing', { states: { data: 'tp-choice-options li' } }),
  page('quiz', 'bows', { states: { data: 'tp-quiz-answers li' } }),
  view('details', { states: { data: 'tp-credits-field' } }),
  view('map', { states: { data: 'svg circle' } }),
  view('translation', { states: { data: 'td .mark' } }),
  view('check', { states: { data: 'tp-finding-list li' } }),
  {
    name: 'editor-versions',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}/versions`,
    asks: ({ published }) => routePath(storyRoutes.listVersions, { storyId: published.id }),
    nothing: { versions: [] },
    states: { loading: 'h2', error: 'tp-complaint', empty: '.lead', data: 'section li' },
  },
  {
    name: 'editor-version',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}/versions/1`,
    asks: ({ published }) =>
      routePath(storyRoutes.getVersion, { storyId: published.id, version: 1 }),
    states: { loading: 'h2', error: 'tp-complaint', data: 'story-reader' },
  },
  view('bin', {
    asks: ({ unfinished }) => routePath(storyRoutes.listDeletedTiles, { storyId: unfinished.id }),
    nothing: { tiles: [] },
    states: { loading: 'h2', error: 'tp-complaint', empty: '.lead', data: 'section li' },
  }),
  view('preview', { states: { data: 'story-reader' } }),
  page('sending', 'wind', {
    prepare: (shown, { published }) =>
      play(shown, { path: mediaPath(published.id), answer: 'nothing' }),
    act: (shown) => pickPicture(shown),
    states: { data: '.sending' },
  }),
  page('sending-failed', 'wind', {
    prepare: (shown, { published }) => play(shown, { path: mediaPath(published.id), answer: 503 }),
    act: (shown) => pickPicture(shown),
    states: { data: '.problem' },
  }),
  page('leaving-while-sending', 'wind', {
    prepare: (shown, { published }) =>
      play(shown, { path: mediaPath(published.id), answer: 'nothing' }),
    act: async (shown) => {
      await pickPicture(shown);
      await shown.locator('tp-top-bar nav a').first().click();
    },
    liesOver: true,
    states: { data: 'mat-dialog-actions button' },
  }),
  page('no-microphone', 'wind', {
    act: (shown) => shown.locator('tp-narration-recorder button').first().click(),
    liesOver: true,
    states: { data: 'tp-narration-recorder [role=alert]' },
  }),
  page('offline', 'wind', {
    prepare: (shown, stories) =>
      play(shown, { path: draftOf(stories), method: 'PUT', answer: 'lost' }),
    act: (shown) => write(shown),
    liesOver: true,
    states: { data: '.mark[data-state=offline]' },
  }),
  page('conflict', 'wind', {
    prepare: (shown, stories) =>
      play(shown, { path: draftOf(stories), method: 'PUT', answer: 412 }),
    act: async (shown, stories) => {
      await shown.locator(firstText).first().waitFor();
      await playDraft(shown, stories.published.id, (document) => ({
        ...document,
        title: { ...document.title, en: 'Nela and the Kite' },
        tiles: document.tiles.map((tile) =>
          tile.id === 'wind'
            ? { ...tile, text: { ...tile.text, en: 'The wind was strong.' } }
            : tile,
        ),
      }));
      await write(shown, 'The wind was gentle.');
    },
    liesOver: true,
    states: { data: 'tp-conflict-panel label' },
  }),
  page('signed-out', 'wind', {
    prepare: (shown, stories) =>
      play(shown, { path: draftOf(stories), method: 'PUT', answer: 401 }),
    act: (shown) => write(shown),
    liesOver: true,
    states: { data: 'tp-sign-in-again input' },
  }),
  page('other-account', 'wind', {
    prepare: (shown, stories) =>
      play(shown, { path: draftOf(stories), method: 'PUT', answer: 404 }),
    act: async (shown) => {
      await shown.locator(firstText).first().waitFor();
      const mira = { id: 'mira', email: 'mira@example.org', name: 'Mira', role: 'creator' };
      await play(shown, { path: accountRoutes.me.url, answer: mira });
      await write(shown);
    },
    liesOver: true,
    states: { data: 'tp-other-account-panel button' },
  }),
];

const mediaPath = (storyId: string) => routePath(mediaRoutes.upload, { storyId });

async function pickPicture(shown: Page): Promise<void> {
  const file = { name: 'kite.png', mimeType: 'image/png', buffer: Buffer.alloc(2_000) };
  await shown.locator('.picture input[type=file]').setInputFiles(file);
}

/** Lets the server have another draft of a story than it has. */
async function playDraft(
  shown: Page,
  storyId: string,
  change: (document: StoryDocument) => StoryDocument,
): Promise<void> {
  await shown.route(
    ({ pathname }) => pathname === routePath(storyRoutes.getDraft, { storyId }),
    async (route) => {
      if (route.request().method() !== 'GET') return route.fallback();
      const { revision, document } = await (await route.fetch()).json();
      return route.fulfill({ json: { revision: revision + 1, document: change(document) } });
    },
  );
}
