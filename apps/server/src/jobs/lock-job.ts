import type { Trx } from '../infrastructure/database/database.ts';
import { AttemptStopped } from './job-error.ts';
import type { JobRow } from './job-row.ts';

/** The job, which nobody else can change until the transaction ends. */
export function lockJob(trx: Trx, jobId: string): Promise<JobRow | undefined> {
  return trx.selectFrom('jobs').selectAll().where('id', '=', jobId).forUpdate().executeTakeFirst();
}

/**
 * Locks the job for the end of an attempt. Throws AttemptStopped when the attempt has nothing more to write: the job is
 * somebody else's by now, or was canceled. What was canceled before it was done is never done.
 */
export async function lockForEnd(trx: Trx, attempt: JobRow): Promise<void> {
  const job = await lockJob(trx, attempt.id);
  if (!isOf(attempt, job) || job.cancel_requested_at) throw whyStopped(attempt, job);
}

/** Why nothing could be written for an attempt any more. */
export function whyStopped(attempt: JobRow, job: JobRow | undefined): AttemptStopped {
  return new AttemptStopped(isOf(attempt, job) ? 'canceled' : 'lease-lost');
}

function isOf(attempt: JobRow, job: JobRow | undefined): job is JobRow {
  return job?.status === 'Running' && job.epoch === attempt.epoch;
}
