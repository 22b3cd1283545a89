import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import type { NewJob } from './create-job.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';

/** A result that is asked for again is kept for at least so long from then. */
const keepAgainSeconds = 24 * 60 * 60;

/** The job of this user that makes the same result, or has made it and still has it; with its expiry moved where it is near. */
export async function findReusableJob(trx: Trx, job: NewJob): Promise<JobRow | undefined> {
  const active = await sameJobs(trx, job)
    .where('status', 'in', ['Queued', 'Running'])
    .where('cancel_requested_at', 'is', null)
    .executeTakeFirst();
  if (active) return active;
  const completed = await sameJobs(trx, job)
    .where('status', '=', 'Completed')
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!completed) return undefined;
  if (await job.reuse?.isThere(completed)) return keepOn(trx, completed);
  await moveJob(trx, {
    event: 'expire',
    jobId: completed.id,
    epoch: completed.epoch,
    detail: { reason: 'the result is gone' },
  });
  return undefined;
}

function sameJobs(trx: Trx, { kind, requestedBy, reuse }: NewJob) {
  return trx
    .selectFrom('jobs')
    .selectAll()
    .where('requested_by_user_id', '=', requestedBy.id)
    .where('kind', '=', kind)
    .where('reuse_key', '=', reuse?.key ?? '');
}

/** Undefined when the sweeper was faster. Nothing is written where the expiry is far enough: that keeps asking again cheap. */
async function keepOn(trx: Trx, job: JobRow): Promise<JobRow | undefined> {
  const nearest = Date.now() + keepAgainSeconds * 1000;
  if (job.expires_at && job.expires_at.getTime() > nearest) return job;
  return trx
    .updateTable('jobs')
    .set({
      expires_at: sql<Date>`now() + make_interval(secs => ${keepAgainSeconds})`,
      revision: sql<number>`revision + 1`,
    })
    .where('id', '=', job.id)
    .where('status', '=', 'Completed')
    .returningAll()
    .executeTakeFirst();
}
