import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import { isUniqueViolation } from '../infrastructure/database/unique-violation.ts';
import { wakeWorkers } from './create-job.ts';
import type { JobEngine } from './engine.ts';
import type { JobRow } from './job-row.ts';
import { lockJob } from './lock-job.ts';
import { moveJob } from './move-job.ts';

/** A job that cannot be tried again now: it has not ended, or another one is making the same already. */
export class RetryRefused extends Error {
  readonly reason: 'not-ended' | 'same-is-active';

  constructor(reason: 'not-ended' | 'same-is-active', cause?: unknown) {
    super(`The job cannot be tried again: ${reason}`, { cause });
    this.name = 'RetryRefused';
    this.reason = reason;
  }
}

/**
 * Puts a job that is Failed, Canceled or Expired back to Queued: the same job with the same snapshot, its attempts counted
 * from none, and its epoch one higher, so that an earlier attempt that comes back does not take it for its own. Returns the row
 * as it is then. Throws RetryRefused.
 */
export async function retryJob({ database, metrics }: JobEngine, jobId: string): Promise<JobRow> {
  try {
    const job = await database.db.transaction().execute((trx) => requeue(trx, jobId));
    metrics.jobRetried(job.kind);
    return job;
  } catch (error) {
    if (isUniqueViolation(error)) throw new RetryRefused('same-is-active', error);
    throw error;
  }
}

async function requeue(trx: Trx, jobId: string): Promise<JobRow> {
  const job = await lockJob(trx, jobId);
  const queued =
    job &&
    (await moveJob(trx, {
      event: 'retry',
      jobId,
      epoch: job.epoch,
      changes: {
        epoch: job.epoch + 1,
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
    }));
  if (!queued) throw new RetryRefused('not-ended');
  await sql`select ${wakeWorkers(queued.kind)}`.execute(trx);
  return queued;
}
