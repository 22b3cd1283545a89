import type { JobList, JobStatusDocument, QueueList } from '@taleport/contracts/jobs';
import { jobRoutes, queueRoutes } from '@taleport/contracts/routes/jobs';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { ForkStatusDocument } from '@taleport/contracts/story-fork';
import type { PublishStatusDocument } from '@taleport/contracts/story-publish';
import type { Page } from 'playwright-core';
import { play } from './played-answers.ts';
import type { ShownStories } from './shown-page.ts';

type Changes = Partial<ExportStatusDocument & ForkStatusDocument & PublishStatusDocument>;

const startedAtUtc = new Date(Date.now() - 90_000).toISOString();

/** A job as the server would describe it; `number` orders them. */
export function jobOf(storyId: string, number: number, changes: Changes = {}): JobStatusDocument {
  const jobId = `01900000-0000-7000-8000-${String(number).padStart(12, '0')}`;
  const self = `/api/stories/${storyId}/export-jobs/${jobId}`;
  return {
    jobId,
    storyId,
    status: 'Queued',
    queuedAtUtc: startedAtUtc,
    kind: 'story-export',
    revision: 1,
    attempt: 1,
    maxAttempts: 3,
    warnings: [],
    snapshot: { version: 2 },
    ...changes,
    links: { self, events: jobRoutes.events.url, ...linksOf(changes.status, self) },
  };
}

function linksOf(status: JobStatusDocument['status'] = 'Queued', self: string) {
  if (status === 'Queued' || status === 'Running') return { cancel: self };
  if (status === 'Completed') return { download: `${self}/download` };
  return { retry: `${self}/retry` };
}

/** An export in each state that one can see it in. */
export const exportStates: Readonly<Record<string, Changes>> = {
  queued: { status: 'Queued', queuePosition: 3 },
  preparing: { status: 'Running', phase: 'preparing', startedAtUtc },
  running: {
    status: 'Running',
    phase: 'assembling',
    startedAtUtc,
    progress: {
      itemsDone: 41,
      itemsTotal: 96,
      bytesDone: 734_003_200,
      bytesTotal: 1_932_735_283,
      percent: 38,
      secondsLeft: 95,
    },
  },
  canceling: { status: 'Running', phase: 'canceling', startedAtUtc },
  completed: {
    status: 'Completed',
    zipFileName: 'nela-and-the-red-kite-v2.taleport.zip',
    zipSizeBytes: 4_812_345,
    mediaCount: 42,
    languageCount: 3,
    expiresAtUtc: new Date(Date.now() + 6.9 * 86_400_000).toISOString(),
  },
  warnings: {
    status: 'Completed',
    zipFileName: 'nela-and-the-red-kite-v2.taleport.zip',
    zipSizeBytes: 4_612_345,
    expiresAtUtc: new Date(Date.now() + 3 * 3_600_000).toISOString(),
    warnings: [3, 4, 7].map((number) => ({
      code: 'media_missing',
      message: `The narration in Hungarian of page ${number} is not in the store and was left out.`,
      where: `/tiles/${number - 1}/narration/hu`,
    })),
  },
  failed: {
    status: 'Failed',
    attempt: 3,
    errorMessage:
      'The picture of page 4 is damaged. Upload it again, save the story, and try the export again.',
    error: {
      code: 'media_damaged',
      message: 'The picture of page 4 is damaged.',
      retryable: false,
    },
  },
  canceled: { status: 'Canceled' },
  expired: { status: 'Expired' },
};

/** Jobs of each kind and in every state, newest first; with `count`, as many finished ones as wanted. */
function jobList({ published, unfinished }: ShownStories, count?: number): JobList {
  if (count !== undefined) {
    const jobs = Array.from({ length: count }, (_, index) =>
      jobOf(published.id, count - index, exportStates.completed),
    );
    return { jobs };
  }
  const exports = Object.values(exportStates).map((changes, index) =>
    jobOf(index % 3 === 2 ? unfinished.id : published.id, 900 - index, changes),
  );
  const publication = jobOf(published.id, 850, {
    kind: 'story-publish',
    status: 'Completed',
    version: 2,
    slug: published.slug,
    snapshot: { draftRevision: 12 },
  });
  const { download: _, ...links } = publication.links;
  const fork = {
    ...jobOf(published.id, 840, {
      kind: 'story-fork',
      status: 'Completed',
      originalTitle: 'The Little Lighthouse',
      madeStoryId: unfinished.id,
    }),
    links,
  };
  return { jobs: [...exports, { ...publication, links }, fork] };
}

/** Plays the list of jobs, and a stream that says nothing. */
export async function playJobs(page: Page, stories: ShownStories, count?: number): Promise<void> {
  await page.route('**/api/jobs/events', () => undefined);
  const { jobs } = jobList(stories, count);
  await page.route(
    ({ pathname }) => pathname === jobRoutes.list.url,
    (route) => {
      const isOfAll = route.request().url().includes('scope=all');
      const ofAll = jobs.map((job) => ({ ...job, requestedByEmail: 'author@example.org' }));
      return route.fulfill({ json: { jobs: isOfAll ? ofAll : jobs } });
    },
  );
  await page.route('**/timeline', (route) => route.fulfill({ json: timeline }));
}

const at = (seconds: number) => new Date(Date.parse(startedAtUtc) + seconds * 1_000).toISOString();

const timeline = {
  events: [
    { at: at(0), name: 'queue', epoch: 0, detail: {} },
    { at: at(1), name: 'claim', epoch: 1, detail: {} },
    { at: at(1), name: 'phase', epoch: 1, detail: { phase: 'preparing' } },
    { at: at(4), name: 'backOff', epoch: 1, detail: { message: 'A stored file cannot be read.' } },
    { at: at(9), name: 'claim', epoch: 2, detail: {} },
    { at: at(10), name: 'phase', epoch: 2, detail: { phase: 'assembling' } },
    { at: at(31), name: 'reclaim', epoch: 3, detail: {} },
    {
      at: at(58),
      name: 'fail',
      epoch: 3,
      detail: { message: 'The picture of page 4 is damaged.' },
    },
  ],
};

/** Plays queues of which one has jobs that nobody could finish. */
export async function playQueues(page: Page): Promise<void> {
  const queues: QueueList['queues'] = [
    {
      kind: 'story-export',
      queue: 'story-export',
      messages: 4,
      queuedJobs: 4,
      runningJobs: 2,
      poisonMessages: 3,
    },
    {
      kind: 'story-publish',
      queue: 'story-publish',
      messages: 0,
      queuedJobs: 0,
      runningJobs: 0,
      poisonMessages: 0,
    },
  ];
  await play(page, { path: queueRoutes.list.url, answer: { queues } });
}
