import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import type { NewJob } from './create-job.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';
import { statusIn } from './status-in.ts';

/** A result that is asked for again is kept for at least so long from then. */
const keepAgainSeconds = 24 * 60 * 60;

/** What the unique index on requests for the same is about; written out, so that it is recognised. */
export const isActiveAndWanted = sql<boolean>`status in ('Queued', 'Running') and cancel_requested_at is null`;

/**
 * A query for the job of this user that makes the same result, or else the latest that has made it. Each is found by an index of
 * its own, so whether it has expired is asked last: another index seems to answer that as well. Where the latest has, a longer-lived
 * one before it is only found once the sweeper has been there.
 */
export function sameJob({ kind, requestedBy, reuse }: NewJob) {
  const isSame = sql`
    requested_by_user_id = ${requestedBy.id} and kind = ${kind} and reuse_key = ${reuse?.key ?? null}
  `;
  return sql`
    select * from (
      select * from (
        select * from jobs where ${isSame} and ${isActiveAndWanted}
        union all
        select * from jobs where ${isSame} and status = 'Completed'
      ) as same
      order by status = 'Completed', id desc limit 1
    ) as latest
    where status <> 'Completed' or expires_at > now()
  `;
}

/** The same job with its expiry moved where that is near. Undefined where its result is gone, which its status says from then on. */
export async function keepResult(trx: Trx, job: NewJob, same: JobRow): Promise<JobRow | undefined> {
  if (same.status !== 'Completed') return same;
  if (await job.reuse?.isThere(same)) return keepOn(trx, same);
  await moveJob(trx, {
    event: 'expire',
    jobId: same.id,
    epoch: same.epoch,
    detail: { reason: 'the result is gone' },
  });
  return undefined;
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
    .where(statusIn('Completed'))
    .returningAll()
    .executeTakeFirst();
}
