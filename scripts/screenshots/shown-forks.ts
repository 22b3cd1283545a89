import { routePath } from '@taleport/contracts/route';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { Draft } from '@taleport/contracts/stories';
import type { ForkedFrom, UpdatesPreview } from '@taleport/contracts/story-fork';
import { mergeStories, type StoryDocument } from '@taleport/story-model';
import type { Page } from 'playwright-core';
import { play } from './played-answers.ts';
import { jobOf } from './played-jobs.ts';
import type { ShownPage, ShownStories } from './shown-page.ts';

const openDialog = async (page: Page) => {
  await page.locator('tp-fork-button button').click();
  await page.locator('mat-dialog-content dl').waitFor();
};
const make = async (page: Page) => {
  await openDialog(page);
  await page.locator('mat-dialog-actions button[mat-flat-button]').click();
};
const previewPath = ({ published }: ShownStories) =>
  routePath(storyForkRoutes.previewUpdates, { storyId: published.id });
const createPath = ({ published }: ShownStories) =>
  routePath(storyForkRoutes.create, { locale: 'en', storyId: published.id });

/** Own versions of stories: how one is made, and how it keeps up with its original. */
export const shownForks: readonly ShownPage[] = [
  {
    name: 'fork-dialog',
    visitor: 'creator',
    path: ({ published }) => `/catalogue/${published.slug}`,
    act: openDialog,
    liesOver: true,
    states: { data: 'mat-dialog-content dl' },
  },
  {
    name: 'fork-dialog-making',
    visitor: 'creator',
    path: ({ published }) => `/catalogue/${published.slug}`,
    prepare: (page, stories) => play(page, { path: createPath(stories), answer: 'nothing' }),
    act: make,
    liesOver: true,
    states: { data: 'mat-dialog-content [role=status]' },
  },
  {
    name: 'fork-dialog-failed',
    visitor: 'creator',
    path: ({ published }) => `/catalogue/${published.slug}`,
    prepare: (page, stories) =>
      play(page, {
        path: createPath(stories),
        answer: jobOf(stories.published.id, 997, {
          kind: 'story-fork',
          status: 'Failed',
          errorMessage: 'Something went wrong on our side. Try again in a few minutes.',
        }),
      }),
    act: make,
    liesOver: true,
    states: { data: 'mat-dialog-content .failed' },
  },
  {
    name: 'editor-fork-updates',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}/original`,
    prepare: playFork,
    act: (page) =>
      // Where there is something to see, with all of it open.
      page.evaluate(() => {
        new MutationObserver(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        }).observe(document.body, { childList: true, subtree: true });
      }),
    asks: previewPath,
    nothing: nothingNew(),
    states: { loading: '[role=status]', error: 'tp-complaint', empty: '.facts', data: 'fieldset' },
  },
  {
    name: 'library-fork',
    visitor: 'creator',
    path: () => '/library',
    prepare: (page) =>
      page.route(
        ({ pathname }) => pathname === storyRoutes.list.url,
        async (route) => {
          const list = await (await route.fetch()).json();
          const stories = list.stories.map((story: object) => ({ ...story, forkedFrom: original }));
          return route.fulfill({ json: { stories } });
        },
      ),
    states: { data: 'tp-origin-line' },
  },
];

const original: ForkedFrom = {
  originId: '01900000-0000-7000-8000-000000000001',
  version: 1,
  title: 'Nela and the Red Kite',
  by: ['Ilinca Dobre', 'Tamás Kerekes'],
  license: 'CC BY 4.0',
  slug: 'nela-and-the-red-kite',
  latestVersion: 3,
  isGone: false,
  earlier: [
    {
      originId: '01900000-0000-7000-8000-000000000002',
      version: 2,
      title: 'The Red Kite',
      by: ['Ilinca Dobre'],
      license: 'CC BY 4.0',
    },
  ],
};

function nothingNew(): UpdatesPreview {
  return {
    fromVersion: 3,
    version: 3,
    draftRevision: 4,
    open: { shared: 0, languages: [] },
    changes: [],
    conflicts: [],
    document: {
      title: {},
      summary: {},
      languages: ['en'],
      titleNarration: {},
      credits: {},
      cover: null,
      topics: [],
      ageRange: null,
      license: '',
      source: '',
      tiles: [],
    },
  };
}

/** Lets a story be the fork of one that has changed since, in places that its author has changed, too. */
async function playFork(page: Page, { published }: ShownStories): Promise<void> {
  const parameters = { storyId: published.id };
  const answer = await page.request.get(routePath(storyRoutes.getDraft, parameters));
  const { document: base } = (await answer.json()) as Draft;
  const changed = withText(base, {
    en: 'The wind was strong that day.',
    ro: 'Vântul era puternic în acea zi.',
  });
  const theirs = {
    ...changed,
    license: 'CC BY-SA 4.0',
    tiles: changed.tiles.toReversed(),
  };
  const mine = withText(base, { en: 'The wind was gentle that day.' });
  const { changes, conflicts, document } = mergeStories({ base, mine, theirs });
  const preview = {
    fromVersion: 1,
    version: 3,
    draftRevision: 4,
    open: {
      shared: 2,
      languages: [
        { language: 'en', changes: 1 },
        { language: 'ro', changes: 1 },
      ],
    },
    changes,
    conflicts,
    document,
  };
  await play(page, {
    path: routePath(storyRoutes.get, parameters),
    answer: { ...published, forkedFrom: original },
  });
  await play(page, { path: previewPath({ published, unfinished: published }), answer: preview });
}

function withText(story: StoryDocument, text: Record<string, string>): StoryDocument {
  const tiles = story.tiles.map((tile) =>
    tile.id === 'wind' ? { ...tile, text: { ...tile.text, ...text } } : tile,
  );
  return { ...story, tiles };
}
