import { sql } from 'kysely';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { failJob } from './fail-job.ts';
import { transientError } from './job-error.ts';
import type { JobRow } from './job-row.ts';
import { moveJob, moveJobs } from './move-job.ts';

interface Claim {
  readonly kind: string;
  readonly workerId: string;
  /** So many jobs at most. */
  readonly max: number;
}

/**
 * Takes the fairest due jobs of a kind: first those whose leases ran out, which had their turn already; then, each time, of
 * the users with due jobs the one with the fewest running, and of theirs the oldest. Gives the jobs as they are taken, Running
 * under leases of their own, those of one user in no order; where they are fewer than `max`, no more are due. Whoever asks takes
 * all of them: nobody else runs them now.
 */
export async function* claimJobs(engine: JobEngine, claim: Claim): AsyncGenerator<JobRow> {
  const lines = await linesOfDueJobs(engine.database.db, claim);
  let room = claim.max;
  for (let turns = nextTurns(lines, room); turns.size > 0; turns = nextTurns(lines, room)) {
    for (const [line, max] of turns) {
      const take = line.status === 'Queued' ? takeQueued : takeLost;
      for (const job of await take(engine, { line, max, claim })) {
        yield job;
        room -= 1;
      }
    }
  }
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

interface Turn {
  readonly line: Line;
  readonly max: number;
  readonly claim: Claim;
}

/** Locks them; fewer where others have them by now. */
function oldestDueJobs(db: Db, { line, max, claim }: Turn) {
  return db
    .selectFrom('jobs')
    .where('kind', '=', claim.kind)
    .where('requested_by_user_id', '=', line.user_id)
    .where(isDue[line.status])
    .orderBy('queued_at_utc')
    .orderBy('id')
    .limit(max)
    .forUpdate()
    .skipLocked();
}

/** In one statement, since there is a claim for every job. None is canceled among them: a cancel ends a Queued job. */
async function takeQueued(engine: JobEngine, turn: Turn): Promise<JobRow[]> {
  const { database, metrics, settings } = engine;
  const jobs = await moveJobs(database.db, {
    event: 'claim',
    ids: oldestDueJobs(database.db, turn).select('id'),
    ...lease(engine, turn.claim),
  });
  for (const { kind, lease_expires_at: leaseEnd, not_before: dueAt } of jobs) {
    // Both moments are of the database's clock.
    if (leaseEnd) metrics.jobTaken(kind, leaseEnd.getTime() - settings.leaseMs - dueAt.getTime());
  }
  return jobs;
}

/** Those of them that run again. */
async function takeLost(engine: JobEngine, turn: Turn): Promise<JobRow[]> {
  const settled = await engine.database.db.transaction().execute(async (trx) => {
    const done: JobRow[] = [];
    for (const lost of await oldestDueJobs(trx, turn).selectAll().execute()) {
      const job = await settleLost(trx, { lost, engine, claim: turn.claim });
      if (job) done.push(job);
    }
    return done;
  });
  for (const { kind, status } of settled) {
    if (status === 'Failed' || status === 'Canceled') engine.metrics.jobEnded(kind, status);
  }
  return settled.filter(({ status }) => status === 'Running');
}

/**
 * Lost jobs first, then those of users with the fewest running ones, then of those who wait the longest. Steps from user to
 * user in the index of the queued jobs, so that it costs the same however many of them one user has.
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
  readonly lost: JobRow;
  readonly engine: JobEngine;
  readonly claim: Claim;
}

/** The locked job as it is then: Running, or ended where its lost leases or a cancel leave nothing to run. */
async function settleLost(
  trx: Trx,
  { lost, engine, claim }: Settlement,
): Promise<JobRow | undefined> {
  const fence = { jobId: lost.id, epoch: lost.epoch };
  if (lost.cancel_requested_at) return moveJob(trx, { event: 'cancel', ...fence });
  const attempts = attemptsAfterLostLease(lost);
  if (attempts >= engine.settings.maxAttempts) {
    const failure = transientError('worker_lost', engineMessage('worker_lost', lost.locale));
    return failJob(trx, { job: lost, failure, attempts });
  }
  const { changes, detail } = lease(engine, claim);
  return moveJob(trx, {
    event: 'reclaim',
    ...fence,
    changes: { ...changes, attempts },
    detail: { ...detail, lostBy: lost.worker_id, attempts },
  });
}

function lease({ settings }: JobEngine, { workerId }: Claim) {
  return {
    changes: {
      epoch: sql<number>`epoch + 1`,
      dequeue_count: sql<number>`dequeue_count + 1`,
      worker_id: workerId,
      started_at_utc: sql<Date>`coalesce(started_at_utc, now())`,
      lease_expires_at: sql<Date>`now() + make_interval(secs => ${settings.leaseMs / 1000})`,
      placed_bytes_at_claim: sql<number>`coalesce((progress ->> 'bytesDone')::bigint, 0)`,
    },
    detail: { workerId },
  };
}

/** An attempt that placed something new does not count: a long job may survive any number of restarts. */
function attemptsAfterLostLease(job: JobRow): number {
  const placedBytes = job.progress?.bytesDone ?? 0;
  return placedBytes > job.placed_bytes_at_claim ? job.attempts : job.attempts + 1;
}
