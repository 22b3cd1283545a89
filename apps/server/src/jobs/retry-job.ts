import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import { isUniqueViolation } from '../infrastructure/database/unique-violation.ts';
import { countActive, TooManyJobs, wakeWorkers } from './create-job.ts';
import type { JobEngine } from './engine.ts';
import type { JobRow } from './job-row.ts';
import { lockJob } from './lock-job.ts';
import { moveJob } from './move-job.ts';
import { transitions } from './transitions.ts';

type Reason = 'not-ended' | 'same-is-active' | 'by-kind';

/**
 * A job that cannot be tried again now: it has not ended, another one is making the same already, or its kind would refuse a new
 * request for it, for the reason that is the cause.
 */
export class RetryRefused extends Error {
  readonly reason: Reason;

  constructor(reason: Reason, cause?: unknown) {
    super(`The job cannot be tried again: ${reason}`, { cause });
    this.name = 'RetryRefused';
    this.reason = reason;
  }
}

/**
 * Puts a job that is Failed, Canceled or Expired back to Queued: the same job with the same snapshot, its attempts counted
 * from none, and its epoch one higher, so that an earlier attempt that comes back does not take it for its own. Returns the row
 * as it is then. Throws RetryRefused, and as `createJob` does TooManyJobs.
 */
export async function retryJob(
  engine: JobEngine,
  jobId: string,
  maxActive = Number.POSITIVE_INFINITY,
): Promise<JobRow> {
  try {
    const job = await engine.database.db.transaction().execute(async (trx) => {
      const ended = await lockJob(trx, jobId);
      if (!ended || !isEnded(ended)) throw new RetryRefused('not-ended');
      await checkAsNew(engine, trx, ended);
      if ((await countActive(trx, ended.requested_by_user_id)) >= maxActive)
        throw new TooManyJobs(maxActive);
      return requeue(trx, ended);
    });
    engine.metrics.jobRetried(job.kind);
    return job;
  } catch (error) {
    if (isUniqueViolation(error)) throw new RetryRefused('same-is-active', error);
    throw error;
  }
}

function isEnded({ status }: JobRow): boolean {
  const ended: readonly JobRow['status'][] = transitions.retry.from;
  return ended.includes(status);
}

async function checkAsNew({ kinds }: JobEngine, trx: Trx, job: JobRow): Promise<void> {
  try {
    await kinds.get(job.kind)?.checkRetry?.(job, trx);
  } catch (error) {
    throw new RetryRefused('by-kind', error);
  }
}

async function requeue(trx: Trx, { id: jobId, epoch }: JobRow): Promise<JobRow> {
  const queued = await moveJob(trx, {
    event: 'retry',
    jobId,
    epoch,
    changes: {
      epoch: epoch + 1,
      attempts: 0,
      queued_at_utc: sql<Date>`now()`,
      not_before: sql<Date>`now()`,
      rung_at: null,
      started_at_utc: null,
      completed_at_utc: null,
      cancel_requested_at: null,
      discarded_at: null,
      expires_at: null,
      links_end_at: null,
      error_code: null,
      error_message: null,
      error_retryable: null,
      result: null,
      phase: null,
      progress: null,
    },
  });
  if (!queued) throw new RetryRefused('not-ended');
  await sql`select ${wakeWorkers(queued.kind)}`.execute(trx);
  return queued;
}
