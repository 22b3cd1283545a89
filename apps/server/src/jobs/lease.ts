import { sql } from 'kysely';
import type { JobEngine } from './engine.ts';
import { AttemptStopped } from './job-error.ts';
import type { JobRow } from './job-row.ts';

/** Stop this share of the lease before it can end, so that nobody else has begun when the last write is made. */
const marginShare = 1 / 6;

/**
 * Renews the lease of an attempt until `release`. When it is lost, or cannot be renewed before it ends by this
 * process's monotonic clock, `abort` is called with the reason.
 */
export function holdLease(engine: JobEngine, job: JobRow, abort: (reason: Error) => void) {
  const { leaseMs, heartbeatMs } = engine.settings;
  const holdMs = leaseMs * (1 - marginShare);
  const lose = () => abort(new AttemptStopped('lease-lost'));
  let isReleased = false;
  let deadline = setTimeout(lose, holdMs);

  const beat = setInterval(async () => {
    const askedAt = performance.now();
    const isOurs = await renewLease(engine, job).catch((error: unknown) => {
      engine.log.warn({ err: error, jobId: job.id }, 'the lease could not be renewed');
      return undefined;
    });
    if (isReleased) return;
    if (isOurs === false) lose();
    if (!isOurs) return;
    clearTimeout(deadline);
    // The lease is as old as the question, however late the answer came.
    deadline = setTimeout(lose, askedAt + holdMs - performance.now());
  }, heartbeatMs);

  return {
    release() {
      isReleased = true;
      clearInterval(beat);
      clearTimeout(deadline);
    },
  };
}

/** Whether the lease is still this attempt's. */
async function renewLease({ database, settings }: JobEngine, job: JobRow): Promise<boolean> {
  const { numUpdatedRows } = await database.db
    .updateTable('jobs')
    .set({
      lease_expires_at: sql<Date>`now() + make_interval(secs => ${settings.leaseMs / 1000})`,
    })
    .where('id', '=', job.id)
    .where('epoch', '=', job.epoch)
    .where('status', '=', 'Running')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
