import type { JobStatusDocument } from '@taleport/contracts/jobs';
import { routePath } from '@taleport/contracts/route';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { Page } from 'playwright-core';
import { play } from './played-answers.ts';
import { exportStates, jobOf } from './played-jobs.ts';
import type { ShownPage } from './shown-page.ts';

const overlayNumber = 999;

/** The dialog of a Full Export, and its progress in each state. */
export const shownExports: readonly ShownPage[] = [
  {
    name: 'export-dialog',
    visitor: 'creator',
    path: ({ published }) => `/stories/${published.id}`,
    asks: ({ published: { id } }) =>
      routePath(storyExportRoutes.estimate, { locale: 'en', storyId: id }),
    act: (page) => page.locator('tp-export-button button').click(),
    liesOver: true,
    states: {
      loading: 'mat-dialog-content fieldset',
      error: 'mat-dialog-content tp-complaint',
      data: '.size strong',
    },
  },
  ...Object.entries(exportStates).map(
    ([state, changes]): ShownPage => ({
      name: `export-overlay-${state}`,
      visitor: 'creator',
      path: () => '/library',
      prepare: async (page, { published }) => {
        const job = jobOf(published.id, overlayNumber, changes);
        await play(page, { path: job.links.self, answer: job });
        await follow(page, job);
      },
      liesOver: true,
      states: { data: 'tp-export-overlay dl' },
    }),
  ),
  {
    name: 'export-overlay-lost',
    visitor: 'creator',
    path: () => '/library',
    prepare: async (page, { published }) => {
      const job = jobOf(published.id, overlayNumber, exportStates.running);
      let isFirst = true;
      await page.route(
        ({ pathname }) => pathname === job.links.self,
        (route) => {
          if (!isFirst) return route.abort();
          isFirst = false;
          return route.fulfill({ json: job, headers: { 'retry-after': '1' } });
        },
      );
      await follow(page, job);
    },
    liesOver: true,
    states: { data: 'tp-export-overlay .trouble' },
  },
];

/** Lets the tab remember the export that it was following. */
async function follow(page: Page, { storyId, jobId }: JobStatusDocument): Promise<void> {
  const address = JSON.stringify({ storyId, jobId });
  await page.addInitScript((kept) => sessionStorage.setItem('taleport.export', kept), address);
}
