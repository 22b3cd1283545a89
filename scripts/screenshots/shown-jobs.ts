import { jobRoutes } from '@taleport/contracts/routes/jobs';
import type { Page } from 'playwright-core';
import { playJobs } from './played-jobs.ts';
import type { ShownPage } from './shown-page.ts';

const open = (page: Page) => page.locator('tp-jobs-button button').click();
const row = 'tp-jobs-panel tp-job-row';

/** The list of jobs, which opens over any page. */
export const shownJobs: readonly ShownPage[] = [
  {
    name: 'jobs',
    visitor: 'creator',
    path: () => '/library',
    asks: () => jobRoutes.list.url,
    nothing: { jobs: [] },
    prepare: playJobs,
    act: open,
    liesOver: true,
    states: {
      loading: 'tp-jobs-panel .note',
      error: 'tp-jobs-panel tp-complaint',
      empty: 'tp-jobs-panel .empty',
      data: row,
    },
  },
  {
    name: 'jobs-ended',
    visitor: 'creator',
    path: () => '/library',
    prepare: playJobs,
    act: async (page) => {
      await open(page);
      await page.locator(row).last().scrollIntoViewIfNeeded();
    },
    liesOver: true,
    states: { data: row },
  },
  {
    name: 'jobs-timeline',
    visitor: 'creator',
    path: () => '/library',
    prepare: playJobs,
    act: async (page) => {
      await open(page);
      await page.locator(`${row} button[aria-expanded]`).first().click();
    },
    liesOver: true,
    states: { data: 'tp-job-timeline li' },
  },
  {
    name: 'jobs-many',
    visitor: 'creator',
    path: () => '/library',
    prepare: (page, stories) => playJobs(page, stories, 500),
    act: open,
    liesOver: true,
    states: { data: row },
  },
];
