import type { Account } from '@taleport/contracts/accounts';
import {
  type JobRequestCode,
  type JobStatusDocument,
  jobPageQuery,
  jobParams,
  jobTimeline,
  ownJobParams,
} from '@taleport/contracts/jobs';
import type { JobRoutes } from '@taleport/contracts/routes/jobs';
import { storyParams } from '@taleport/contracts/stories';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Db } from '../../infrastructure/database/database.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import { RetryRefused, retryJob } from '../../jobs/retry-job.ts';
import type { ApiApp } from '../api-app.ts';
import { contentEtag } from '../content-etag.ts';
import { HttpProblem, notFound } from '../problem.ts';
import { requireStory } from '../story-access.ts';
import { findJob, listJobs, type RankedJobRow } from './find-jobs.ts';
import type { JobDesk } from './job-desk.ts';
import { sendJob } from './job-response.ts';
import { readTimeline } from './read-timeline.ts';
import { tooManyProblem } from './request-job.ts';
import { isActive, preferredWaitMs, waitForJob } from './wait-for-job.ts';

interface KindRoutes {
  /** Whose jobs are listed, and in whose address they are: those of a story, or those of an account. */
  readonly of: 'story' | 'account';
  readonly kind: string;
  readonly routes: JobRoutes;
  readonly document: z.ZodType<JobStatusDocument>;
  readonly list: z.ZodType;
  /** Which story one may have such jobs of; left out: those that one may work on. */
  readonly requireStory?: (db: Db, account: Account, storyId: string) => Promise<unknown>;
}

/** What can be done with jobs, whatever their kind: list, follow, cancel, try again. */
export function registerJobRoutes(app: ApiApp, desk: JobDesk, kind: KindRoutes): void {
  const { db } = desk.engine.database;
  const { routes, document, requireStory: requireOne = requireStory } = kind;
  const params = kind.of === 'story' ? jobParams : ownJobParams;
  const find = (request: FastifyRequest) =>
    findJob(db, request.account, { kind: kind.kind, ...params.parse(request.params) });

  registerList(app, desk, kind);

  app.route({
    ...routes.status,
    schema: { params, response: { 200: document } },
    handler: async (request, reply) => {
      const row = await heldBack(desk, request, () => find(request));
      return sendJob(request, reply, desk.present(request, row));
    },
  });

  app.route({
    ...routes.remove,
    schema: { params, response: { 200: document, 202: document } },
    handler: async (request, reply) => remove(desk, { request, reply, job: await find(request) }),
  });

  app.route({
    ...routes.retry,
    schema: { params, response: { 202: document } },
    handler: async (request, reply) => {
      const job = await find(request);
      // The jobs of a deleted story can be looked at, and no more.
      if (job.story_id !== null) await requireOne(db, request.account, job.story_id);
      return retry(desk, { request, reply, job });
    },
  });

  app.route({
    ...routes.timeline,
    schema: { params, response: { 200: jobTimeline } },
    handler: async (request) => readTimeline(db, request.account, await find(request)),
  });
}

function registerList(app: ApiApp, desk: JobDesk, kinds: KindRoutes): void {
  const { kind, of, routes, document, list, requireStory: requireOne = requireStory } = kinds;
  const { db } = desk.engine.database;
  app.route({
    ...routes.list,
    schema: {
      params: of === 'story' ? storyParams : z.object({}),
      querystring: jobPageQuery,
      response: { 200: list },
    },
    handler: async (request) => {
      const { account, query } = request;
      const storyId = of === 'story' ? storyParams.parse(request.params).storyId : undefined;
      if (storyId !== undefined) await requireOne(db, account, storyId);
      // Of a story that an admin may see, also what its author has asked for.
      const ofAll = of === 'story' && account.role === 'admin';
      const page = await listJobs(db, account, { kind, storyId, ofAll, ...query });
      const jobs = page.jobs.map((row) => desk.present(request, row));
      // What another version of the program has written may lack what those of this kind promise.
      return { ...page, jobs: jobs.filter((job) => document.safeParse(job).success) };
    },
  });
}

/** With `Prefer: wait` a status that the client knows is held back until the job changes. */
async function heldBack(
  desk: JobDesk,
  request: FastifyRequest,
  read: () => Promise<RankedJobRow>,
): Promise<RankedJobRow> {
  const waitMs = preferredWaitMs(request);
  const first = await read();
  const known = request.headers['if-none-match'];
  const isNews = known !== undefined && known !== contentEtag(desk.present(request, first));
  if (waitMs === 0 || isNews) return first;
  return waitForJob(desk.changes, {
    jobId: first.id,
    waitMs,
    read,
    isEnough: (row) => row.revision !== first.revision || !isActive(row),
  });
}

interface JobAction {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly job: RankedJobRow;
}

async function remove(desk: JobDesk, { request, reply, job }: JobAction) {
  const row = await cancelJob(desk.engine, job.id);
  if (!row) throw notFound('job');
  if (row.status === 'Completed') {
    throw new HttpProblem<JobRequestCode>({
      status: 409,
      code: 'job_completed',
      detail: 'This job is done, and has no result that could be deleted.',
    });
  }
  reply.code(row.status === 'Running' ? 202 : 200);
  return sendJob(request, reply, desk.present(request, row));
}

async function retry(desk: JobDesk, { request, reply, job }: JobAction) {
  const { engine, maxActiveJobs } = desk;
  const row = await retryJob(engine, job.id, maxActiveJobs).catch((error: unknown) => {
    throw error instanceof RetryRefused ? retryProblem(error) : tooManyProblem(error);
  });
  return sendJob(request, reply.code(202), desk.present(request, row));
}

/** Where its kind refuses the job, with what it would answer to a new request. */
function retryProblem({ reason, cause }: RetryRefused): unknown {
  if (reason === 'by-kind') return cause;
  return reason === 'not-ended'
    ? new HttpProblem<JobRequestCode>({
        status: 409,
        code: 'job_not_ended',
        detail: 'Only a job that failed, was canceled or has expired can be tried again.',
      })
    : new HttpProblem<JobRequestCode>({
        status: 409,
        code: 'same_job_active',
        detail: 'Another job is making the same already. Follow that one.',
      });
}
