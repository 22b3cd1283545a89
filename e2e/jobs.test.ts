import type { JobStatusDocument } from '@taleport/contracts/jobs';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { firstNarration, storyByTitle } from './stored-media.ts';
import { openStudio, type Studio, signIn, violations } from './studio.ts';

let studio: Studio | undefined;
beforeAll(async () => {
  studio = await openStudio();
});
afterEach(() => studio?.leave());
afterAll(() => studio?.close());

const jobsButton = { name: /^Jobs/ };

async function openTray(page: Page): Promise<void> {
  await page.getByRole('button', jobsButton).click();
  await page.getByRole('dialog', { name: 'Jobs' }).waitFor();
}

function rowOf(page: Page, title: string) {
  return page.locator('tp-job-row').filter({ hasText: title });
}

/** An export that was asked for elsewhere than in the studio. */
async function requestExport(page: Page, storyId: string, languages: string[]) {
  const url = `/api/en/stories/${storyId}/export-draft`;
  const answer = await page.request.post(url, { data: { languages } });
  if (!answer.ok()) throw new Error(await answer.text());
  return (await answer.json()) as JobStatusDocument;
}

/** The connections to the stream of job events that the tabs of a browser have opened. */
function streamsOf(context: BrowserContext): string[] {
  const streams: string[] = [];
  context.on('request', (request) => {
    if (request.url().endsWith('/api/jobs/events')) streams.push(request.url());
  });
  return streams;
}

describe('the list of jobs', () => {
  it('is the same in two tabs, by one stream, with one job and one download', async ({ skip }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    const context = page.context();
    const streams = streamsOf(context);
    let downloads = 0;
    page.on('download', () => {
      downloads += 1;
    });
    await signIn(page);
    const story = await storyByTitle(page, 'Nela and the Red Kite');
    const file = await firstNarration(studio, page, story);
    const other = await context.newPage();
    other.on('download', () => {
      downloads += 1;
    });
    await other.goto('/library');
    await openTray(other);

    await file.block();
    await page.bringToFront();
    await page.getByRole('button', { name: `Full Export of ${story.title}` }).click();
    await page.getByRole('radio', { name: 'The draft' }).check();
    await page.getByRole('button', { name: 'Export', exact: true }).click();
    const row = rowOf(other, story.title).filter({ hasText: 'Full Export' });
    await row.getByText('Waiting').waitFor({ timeout: 2_000 });
    await file.restore();
    await row.getByText('Completed').waitFor({ timeout: 15_000 });
    await expect.poll(() => downloads).toBe(1);
    expect(await row.count()).toBe(1);
    expect(streams).toHaveLength(1);

    await page.close();
    await expect.poll(() => streams.length).toBe(2);
    await requestExport(other, story.id, ['hu']);
    await expect.poll(() => row.count(), { timeout: 3_000 }).toBe(2);
    expect(downloads).toBe(1);
    expect(complaints).toEqual([]);
  });

  it('is right within ten seconds when the stream is blocked', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await page.route('**/api/jobs/events', (route) => route.abort());
    await signIn(page);
    const story = await storyByTitle(page, 'The Lamp in the Fog');
    await openTray(page);
    await page.getByRole('dialog').getByText('Publishing').first().waitFor();
    const before = await rowOf(page, 'Full Export').count();
    await requestExport(page, story.id, ['ro']);
    await expect
      .poll(() => rowOf(page, 'Full Export').count(), { timeout: 10_000 })
      .toBe(before + 1);
  });

  it('is there after a reload, and cancels, tries again and tells what happened', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page, complaints } = await studio.visit();
    await signIn(page);
    const story = await storyByTitle(page, 'The Lamp in the Fog');
    const file = await firstNarration(studio, page, story);
    await file.block();
    await requestExport(page, story.id, ['en', 'hu']);
    await page.getByRole('button', { name: 'Jobs active: 1' }).waitFor();
    await page.reload();
    await page.getByRole('button', { name: 'Jobs active: 1' }).waitFor();
    await openTray(page);
    const row = page.locator('tp-job-row').first();
    await row.getByRole('button', { name: 'Cancel' }).click();
    await row.getByText('Canceled', { exact: true }).waitFor();
    await file.restore();
    await row.getByRole('button', { name: 'Retry' }).click();
    await row.getByText('kept for another 7 days').waitFor();
    await row.getByRole('button', { name: 'History' }).click();
    await row.getByText('Did not work; will be tried again').first().waitFor();
    expect(await violations(page)).toEqual([]);
    const downloading = page.waitForEvent('download');
    await row.getByRole('button', { name: 'Download' }).click();
    await downloading;
    expect(complaints).toEqual([]);
  });

  it('leads from a publication to the story', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    await openTray(page);
    const row = rowOf(page, 'The Lamp in the Fog').filter({ hasText: 'Publishing' });
    const link = row.getByRole('link', { name: 'See the story' });
    expect(await link.getAttribute('href')).toMatch(/^\/catalogue\/[a-z-]+$/);
  });

  it('has no connection when nobody is signed in', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    const asked: string[] = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const ended: string[] = [];
    page.on('requestfailed', (request) => ended.push(new URL(request.url()).pathname));
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(asked.filter((path) => path.startsWith('/api/jobs'))).toEqual([]);
    await signIn(page);
    await expect.poll(() => asked).toContain('/api/jobs/events');
    await page.getByRole('button', { name: 'Demo author' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    expect(ended).toContain('/api/jobs/events');
    expect(await page.getByRole('button', jobsButton).count()).toBe(0);
  });

  it('stays smooth with five hundred jobs', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await page.route('**/api/jobs/events', (route) => route.abort());
    await signIn(page);
    const story = await storyByTitle(page, 'The Lamp in the Fog');
    const job = await requestExport(page, story.id, ['en']);
    await page.route('**/api/jobs?*', (route) => {
      const cursor = new URL(route.request().url()).searchParams.get('cursor');
      return route.fulfill({ json: pageOfMany(job, cursor) });
    });
    await page.reload();
    await openTray(page);
    const list = page.getByRole('region', { name: 'Jobs' });
    const longestFrameMs = page.evaluate(longestFrame, 4_000);
    await expect
      .poll(
        async () => {
          await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
          return page.locator('tp-job-row').count();
        },
        { timeout: 10_000, interval: 50 },
      )
      .toBe(500);
    expect(await longestFrameMs).toBeLessThan(400);
  });
});

const manyJobs = 500;

/** A page of many jobs, all like one that there is. */
function pageOfMany(job: JobStatusDocument, cursor: string | null) {
  const ids = Array.from({ length: manyJobs }, (_, index) => {
    const rank = String(manyJobs - index).padStart(12, '0');
    return `01900000-0000-7000-8000-${rank}`;
  });
  const start = cursor === null ? 0 : ids.indexOf(cursor) + 1;
  const jobs = ids
    .slice(start, start + 100)
    .map((jobId) => ({ ...job, jobId, status: 'Completed', links: { ...job.links, jobId } }));
  const last = jobs.at(-1)?.jobId;
  return { jobs, ...(start + 100 < manyJobs && { nextCursor: last }) };
}

/** Runs in the page: the longest time between two pictures. */
function longestFrame(watchMs: number): Promise<number> {
  return new Promise((resolve) => {
    const beganAt = performance.now();
    let before = beganAt;
    let longest = 0;
    const look = (now: number) => {
      longest = Math.max(longest, now - before);
      before = now;
      if (now - beganAt > watchMs) resolve(longest);
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
}

describe('the page of admins', () => {
  it('shows everyone’s jobs and the queues, and tries again what used up its attempts', async ({
    skip,
  }) => {
    if (!studio) return skip();
    const { page: authors } = await studio.visit();
    await signIn(authors);
    const story = await storyByTitle(authors, 'Nela and the Red Kite');
    const file = await firstNarration(studio, authors, story);
    await file.block();
    await requestExport(authors, story.id, ['en', 'ro']);

    const { page, complaints } = await studio.visit();
    await signIn(page, 'admin@example.org');
    await page.getByRole('button', { name: 'Demo admin' }).click();
    await page.getByRole('menuitem', { name: 'Administration' }).click();
    await page.getByRole('heading', { name: 'Jobs of everyone' }).waitFor();
    const redrive = page.getByRole('button', { name: /^Try again.*Full Export/ });
    await redrive.waitFor({ timeout: 40_000 });
    expect(await violations(page)).toEqual([]);
    await page.getByRole('combobox', { name: 'Status' }).click();
    await page.getByRole('option', { name: 'Failed' }).click();
    const row = rowOf(page, story.title).first();
    await row.getByText('A stored file cannot be read').waitFor();
    await row.getByText('asked for by author@example.org').waitFor();

    await file.restore();
    await redrive.click();
    await page.getByText('Jobs put back into the queue: 1').waitFor();
    await page.getByText('No job is like that.').waitFor({ timeout: 10_000 });
    expect(complaints).toEqual([]);
  }, 60_000);

  it('is not there for anyone else', async ({ skip }) => {
    if (!studio) return skip();
    const { page } = await studio.visit();
    await signIn(page);
    await page.goto('/admin');
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
  });
});
