import { sql } from 'kysely';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { failJob } from './fail-job.ts';
import { transientError } from './job-error.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';

interface Claim {
  readonly kind: string;
  readonly workerId: string;
  /** So many jobs at most. */
  readonly max: number;
}

/**
 * Takes the fairest due jobs of a kind, in one transaction: first those whose leases ran out, which had their turn already;
 * then, each time, of the users with due jobs the one with the fewest running, and of theirs the oldest. Returns the jobs, now
 * Running under leases of their own; with fewer than `max`, no more are due.
 */
export async function claimJobs(engine: JobEngine, claim: Claim): Promise<JobRow[]> {
  const { db } = engine.database;
  const lines = await linesOfDueJobs(db, claim);
  if (lines.length === 0) return [];
  const settled = await db.transaction().execute(async (trx) => {
    const done: Settled[] = [];
    let room = claim.max;
    for (let turns = nextTurns(lines, room); turns.size > 0; turns = nextTurns(lines, room)) {
      for (const [line, jobs] of turns) {
        for (const before of await lockOldestDueJobs(trx, { kind: claim.kind, line, max: jobs })) {
          const job = await settle(trx, { job: before, engine, claim });
          if (job) done.push({ before, job });
          if (job?.status === 'Running') room -= 1;
        }
      }
    }
    return done;
  });
  for (const { before, job } of settled) count(engine, before, job);
  return settled.flatMap(({ job }) => (job.status === 'Running' ? job : []));
}

interface Settled {
  readonly before: JobRow;
  readonly job: JobRow;
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
  /** How many there are and have not had their turn; more than are claimed at a time need not be counted. */
  due: number;
  /** How many jobs of this kind the user has running. */
  running: number;
}

/** How many of each line come next, `max` in all at most: each stands behind those of the users who have fewer running by then. */
function nextTurns(lines: readonly Line[], max: number): Map<Line, number> {
  const turns = new Map<Line, number>();
  for (let turn = 0; turn < max; turn += 1) {
    const line = nextLine(lines.filter(({ due }) => due > 0));
    if (!line) break;
    line.due -= 1;
    line.running += 1;
    turns.set(line, (turns.get(line) ?? 0) + 1);
  }
  return turns;
}

/** A line of lost jobs, or of those with the fewest running jobs the one who was first in the order that the lines came in. */
function nextLine(lines: readonly Line[]): Line | undefined {
  const [first, ...others] = lines;
  if (first?.status === 'Running') return first;
  return first && others.reduce((best, line) => (line.running < best.running ? line : best), first);
}

const isDue = {
  Queued: sql<boolean>`status = 'Queued' and not_before <= now()`,
  Running: sql<boolean>`status = 'Running' and lease_expires_at <= now()`,
};

interface Turns {
  readonly kind: string;
  readonly line: Line;
  readonly max: number;
}

/** Fewer where others have them by now. */
function lockOldestDueJobs(trx: Trx, { kind, line, max }: Turns): Promise<JobRow[]> {
  return trx
    .selectFrom('jobs')
    .selectAll()
    .where('kind', '=', kind)
    .where('requested_by_user_id', '=', line.user_id)
    .where(isDue[line.status])
    .orderBy('queued_at_utc')
    .orderBy('id')
    .limit(max)
    .forUpdate()
    .skipLocked()
    .execute();
}

/**
 * Lost jobs first, then those of users with the fewest running ones, then of those who wait the longest. Steps from user to user in the index
 * of the queued jobs, so that it costs the same however many of them one user has.
 */
async function linesOfDueJobs(db: Db, { kind, max }: Claim): Promise<Line[]> {
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
      select requester.user_id, 'Queued' as status, min(queued_at_utc) as since, count(*) as due
      from requester cross join lateral (
        select queued_at_utc from jobs
        where kind = ${kind} and requested_by_user_id = requester.user_id and ${isDue.Queued}
        order by queued_at_utc limit ${max}
      ) oldest
      group by requester.user_id
      union all
      select requested_by_user_id, 'Running', min(queued_at_utc), count(*) from jobs
      where kind = ${kind} and ${isDue.Running}
      group by requested_by_user_id
    ), running as (
      select requested_by_user_id as user_id, count(*)::integer as jobs from jobs
      where kind = ${kind} and status = 'Running' and lease_expires_at > now()
      group by requested_by_user_id
    )
    select line.user_id, line.status, line.due::integer, coalesce(running.jobs, 0) as running
    from line left join running using (user_id)
    order by line.status = 'Queued', running, line.since, line.user_id
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
