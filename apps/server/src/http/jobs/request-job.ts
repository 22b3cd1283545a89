import type { JobRequestCode } from '@taleport/contracts/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Trx } from '../../infrastructure/database/database.ts';
import { type CreatedJob, createJob, type NewJob, TooManyJobs } from '../../jobs/create-job.ts';
import { HttpProblem } from '../problem.ts';
import { createOnce } from './idempotency.ts';
import type { JobDesk } from './job-desk.ts';
import { sendJob } from './job-response.ts';
import { isActive, preferredWaitMs, waitForJob } from './wait-for-job.ts';

interface JobRequest {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Checks everything that can be checked before the work, and says which job it would be. */
  readonly plan: (trx: Trx) => Promise<NewJob>;
}

/**
 * Makes a job in the transaction that checks whether it may be made, and answers 202 with its status: at once, or by
 * `Prefer: wait` when it has ended. The same request with the same `Idempotency-Key` is answered with the same job.
 */
export async function requestJob(desk: JobDesk, { request, reply, plan }: JobRequest) {
  const { db } = desk.engine.database;
  const { job, reused, isNew } = await db
    .transaction()
    .execute((trx) => createOnce(trx, request, async () => create(desk, trx, await plan(trx))));
  if (isNew) desk.engine.metrics.jobCreated(job.kind);
  const waitMs = preferredWaitMs(request);
  const row =
    waitMs === 0
      ? job
      : await waitForJob(desk.changes, {
          jobId: job.id,
          waitMs,
          read: () =>
            db.selectFrom('jobs').selectAll().where('id', '=', job.id).executeTakeFirstOrThrow(),
          isEnough: (latest) => !isActive(latest),
        });
  return sendJob(request, reply.code(202), desk.present(request, row, reused));
}

async function create({ maxActiveJobs }: JobDesk, trx: Trx, planned: NewJob): Promise<CreatedJob> {
  try {
    return await createJob(trx, planned, maxActiveJobs);
  } catch (error) {
    throw tooManyProblem(error);
  }
}

/** The 429 problem for TooManyJobs; any other error as it is. */
export function tooManyProblem(error: unknown): unknown {
  if (!(error instanceof TooManyJobs)) return error;
  return new HttpProblem<JobRequestCode>({
    status: 429,
    code: 'too_many_jobs',
    detail: `You have ${error.max} jobs waiting or running already. Wait until some have ended, or cancel some.`,
    retryable: true,
    headers: { 'retry-after': '60' },
  });
}
