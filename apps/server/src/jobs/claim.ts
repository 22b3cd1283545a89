import { sql } from 'kysely';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { failJob, tellOperators } from './fail-job.ts';
import { transientError } from './job-error.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';

interface Claim {
  readonly kind: string;
  readonly workerId: string;
}

/**
 * Takes the fairest due job of a kind: of the users with due jobs the one with the fewest running, and of theirs the
 * oldest. A job whose lease ran out is due too. Returns the job, now Running under a lease of its own, or undefined
 * when none is due.
 */
export async function claimJob(engine: JobEngine, claim: Claim): Promise<JobRow | undefined> {
  const { db } = engine.database;
  for (;;) {
    const lines = await linesOfDueJobs(db, claim.kind);
    if (lines.length === 0) return undefined;
    const [before, settled] = await db.transaction().execute(async (trx) => {
      const job = await lockFairestDueJob(trx, claim.kind, lines);
      return [job, job && (await settle(trx, { job, engine, claim }))];
    });
    if (before && settled) count(engine, before, settled);
    if (settled?.status === 'Failed') await tellOperators(engine, settled);
    if (settled?.status === 'Running' || !settled) return settled;
  }
}

/** Both moments of the wait are of the database's clock. A job whose lease was lost had its wait before. */
function count({ metrics, settings }: JobEngine, before: JobRow, settled: JobRow): void {
  if (settled.status === 'Failed' || settled.status === 'Canceled') {
    metrics.jobEnded(settled.kind, settled.status);
  }
  if (before.status !== 'Queued' || !settled.lease_expires_at) return;
  const takenAt = settled.lease_expires_at.getTime() - settings.leaseMs;
  metrics.jobTaken(settled.kind, takenAt - before.not_before.getTime());
}

/** The due jobs of one user in one status, the oldest first. */
interface Line {
  readonly user_id: string;
  readonly status: 'Queued' | 'Running';
}

const isDue = {
  Queued: sql<boolean>`status = 'Queued' and not_before <= now()`,
  Running: sql<boolean>`status = 'Running' and lease_expires_at <= now()`,
};

async function lockFairestDueJob(
  trx: Trx,
  kind: string,
  lines: readonly Line[],
): Promise<JobRow | undefined> {
  for (const line of lines) {
    const job = await trx
      .selectFrom('jobs')
      .selectAll()
      .where('kind', '=', kind)
      .where('requested_by_user_id', '=', line.user_id)
      .where(isDue[line.status])
      .orderBy('queued_at_utc')
      .orderBy('id')
      .limit(1)
      .forUpdate()
      .skipLocked()
      .executeTakeFirst();
    if (job) return job;
  }
  return undefined;
}

/**
 * Of those with the fewest running jobs first, then of those who wait the longest. Steps from user to user in the index
 * of the queued jobs, so that it costs the same however many of them one user has.
 */
async function linesOfDueJobs(db: Db, kind: string): Promise<Line[]> {
  const { rows } = await sql<Line>`
    with recursive requester (user_id) as (
      (
        select requested_by_user_id from jobs where kind = ${kind} and status = 'Queued'
        order by requested_by_user_id limit 1
      )
      union all
      select (
        select requested_by_user_id from jobs
        where kind = ${kind} and status = 'Queued' and requested_by_user_id > requester.user_id
        order by requested_by_user_id limit 1
      ) from requester where requester.user_id is not null
    ), line as (
      select requester.user_id, 'Queued' as status, oldest.queued_at_utc as since
      from requester cross join lateral (
        select queued_at_utc from jobs
        where kind = ${kind} and requested_by_user_id = requester.user_id and ${isDue.Queued}
        order by queued_at_utc limit 1
      ) oldest
      union all
      select requested_by_user_id, 'Running', min(queued_at_utc) from jobs
      where kind = ${kind} and ${isDue.Running}
      group by requested_by_user_id
    ), running as (
      select requested_by_user_id as user_id, count(*) as jobs from jobs
      where kind = ${kind} and status = 'Running' and lease_expires_at > now()
      group by requested_by_user_id
    )
    select line.user_id, line.status from line left join running using (user_id)
    order by coalesce(running.jobs, 0), line.since, line.user_id
  `.execute(db);
  return rows;
}

interface Settlement {
  readonly job: JobRow;
  readonly engine: JobEngine;
  readonly claim: Claim;
}

/** The locked job as it is then: Running, or ended where its lost leases or a cancel leave nothing to run. */
async function settle(trx: Trx, { job, engine, claim }: Settlement): Promise<JobRow | undefined> {
  if (job.cancel_requested_at) {
    return moveJob(trx, { event: 'cancel', jobId: job.id, epoch: job.epoch });
  }
  if (job.status === 'Queued') {
    return moveJob(trx, { event: 'claim', ...lease({ job, engine, claim }) });
  }
  const attempts = attemptsAfterLostLease(job);
  if (attempts >= engine.settings.maxAttempts) {
    const failure = transientError('worker_lost', engineMessage('worker_lost', job.locale));
    return failJob(trx, { job, failure, attempts });
  }
  const { changes, detail, ...fence } = lease({ job, engine, claim });
  return moveJob(trx, {
    event: 'reclaim',
    ...fence,
    changes: { ...changes, attempts },
    detail: { ...detail, lostBy: job.worker_id, attempts },
  });
}

function lease({ job, engine, claim }: Settlement) {
  return {
    jobId: job.id,
    epoch: job.epoch,
    changes: {
      epoch: job.epoch + 1,
      dequeue_count: job.dequeue_count + 1,
      worker_id: claim.workerId,
      started_at_utc: job.started_at_utc ?? sql<Date>`now()`,
      lease_expires_at: sql<Date>`now() + make_interval(secs => ${engine.settings.leaseMs / 1000})`,
      placed_bytes_at_claim: job.progress?.bytesDone ?? 0,
    },
    detail: { workerId: claim.workerId },
  };
}

/** An attempt that placed something new does not count: a long job may survive any number of restarts. */
function attemptsAfterLostLease(job: JobRow): number {
  const placedBytes = job.progress?.bytesDone ?? 0;
  return placedBytes > job.placed_bytes_at_claim ? job.attempts : job.attempts + 1;
}
