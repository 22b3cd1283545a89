import { routePath } from '@taleport/contracts/route';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { PublishCheck } from '@taleport/contracts/story-publish';
import type { Page } from 'playwright-core';
import { play } from './played-answers.ts';
import { jobOf } from './played-jobs.ts';
import type { ShownPage, ShownStories } from './shown-page.ts';

type PublishedJob = Parameters<typeof jobOf>[2];

const open = (page: Page) => page.locator('tp-publish-button button').click();
const checkOf = (storyId: string) => routePath(storyPublishRoutes.check, { locale: 'en', storyId });

/** The dialog of a publication, from the check list to the address of the story. */
export const shownPublications: readonly ShownPage[] = [
  {
    name: 'publish-dialog',
    visitor: 'creator',
    path: ({ unfinished }) => `/stories/${unfinished.id}`,
    asks: ({ unfinished }) => checkOf(unfinished.id),
    act: open,
    liesOver: true,
    states: { loading: 'mat-dialog-content', error: 'tp-complaint', data: 'mat-dialog-content li' },
  },
  {
    name: 'publish-dialog-ready',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}`,
    prepare: playReadyDraft,
    act: open,
    liesOver: true,
    states: { data: 'mat-dialog-content .done' },
  },
  {
    name: 'publish-dialog-same',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}`,
    act: open,
    liesOver: true,
    states: { data: 'mat-dialog-content .same' },
  },
  {
    name: 'publish-dialog-hiding',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}`,
    act: async (page) => {
      await open(page);
      await page.locator('.unpublish').click();
    },
    liesOver: true,
    states: { data: 'mat-dialog-content [role=alert]' },
  },
  publication('running', '[role=progressbar]', {
    status: 'Running',
    phase: 'checking',
    progress: {
      itemsDone: 8,
      itemsTotal: 42,
      bytesDone: 900_000,
      bytesTotal: 4_700_000,
      percent: 19,
    },
  }),
  publication('published', '.done + tp-story-address', { status: 'Completed', version: 3 }),
  publication('needless', '[role=status] + tp-story-address', {
    status: 'Completed',
    newerVersion: 3,
  }),
  publication('canceled', '[role=status]:not(.done)', { status: 'Canceled' }),
  publication('failed', '.failed', {
    status: 'Failed',
    errorMessage: 'The picture of page 4 is damaged. Upload it again.',
  }),
];

function publication(name: string, shown: string, changes: PublishedJob): ShownPage {
  return {
    name: `publish-dialog-${name}`,
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}`,
    prepare: (page, stories) => playPublication(page, stories, changes),
    act: async (page) => {
      await open(page);
      await page.locator('mat-dialog-actions button[mat-flat-button]').click();
    },
    liesOver: true,
    states: { data: `mat-dialog-content ${shown}` },
  };
}

/** Lets the server find nothing wrong with a draft that readers do not see yet. */
async function playReadyDraft(
  page: Page,
  { published }: Pick<ShownStories, 'published'>,
): Promise<void> {
  const answer: PublishCheck = {
    draftRevision: published.draftRevision,
    canBePublished: true,
    version: 3,
    isShown: false,
    tileCount: 10,
    languages: published.languages.map((language, index) => ({
      language,
      tilesReady: index < 2 ? 10 : 3,
      isReady: index < 2,
    })),
    counts: { errors: 0, warnings: 0 },
    findings: [],
  };
  await play(page, { path: checkOf(published.id), answer });
}

/** Plays a job that is as given when it is asked for, and then stays so. */
async function playPublication(
  page: Page,
  { published }: Pick<ShownStories, 'published'>,
  changes: PublishedJob,
): Promise<void> {
  await playReadyDraft(page, { published });
  const job = jobOf(published.id, 998, { kind: 'story-publish', slug: published.slug, ...changes });
  const path = routePath(storyPublishRoutes.create, { locale: 'en', storyId: published.id });
  await play(page, { path, method: 'POST', answer: job });
  await page.route(
    ({ pathname }) => pathname.endsWith(`/publish-jobs/${job.jobId}`),
    () => undefined,
  );
}
