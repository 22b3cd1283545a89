import type { Route } from '../route.ts';

/** The routes that every kind of job of a story has; `noun` is what its jobs are called in addresses. */
export function storyJobRoutes<Noun extends string>(noun: Noun) {
  return {
    list: {
      method: 'GET',
      url: `/api/stories/:storyId/${noun}`,
      summary: 'List the jobs of a story',
    },
    status: { method: 'GET', url: `/api/stories/:storyId/${noun}/:jobId`, summary: 'Follow a job' },
    remove: {
      method: 'DELETE',
      url: `/api/stories/:storyId/${noun}/:jobId`,
      summary: 'Cancel a job, or delete its result',
    },
    retry: {
      method: 'POST',
      url: `/api/stories/:storyId/${noun}/:jobId/retry`,
      summary: 'Try a job again that has ended without a result',
    },
    timeline: {
      method: 'GET',
      url: `/api/stories/:storyId/${noun}/:jobId/timeline`,
      summary: 'What happened to a job',
    },
  } as const satisfies Record<string, Route>;
}

/** What every kind of job has, whether its jobs are of a story or of an account. */
export type JobRoutes = Readonly<
  Record<'list' | 'status' | 'remove' | 'retry' | 'timeline', Route>
>;

/** All jobs of an account, of every kind. */
export const jobRoutes = {
  list: { method: 'GET', url: '/api/jobs', summary: 'List my jobs of all kinds' },
  events: {
    method: 'GET',
    url: '/api/jobs/events',
    summary: 'Follow my jobs as server-sent events',
  },
} as const satisfies Record<string, Route>;

/** For admins: how the queues of each kind stand. */
export const queueRoutes = {
  list: { method: 'GET', url: '/api/admin/queues', summary: 'How the queues stand' },
  redrive: {
    method: 'POST',
    url: '/api/admin/queues/:kind/redrive',
    summary: 'Try the jobs in the poison queue again',
  },
} as const satisfies Record<string, Route>;
