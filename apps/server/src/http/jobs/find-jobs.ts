import type { Account } from '@taleport/contracts/accounts';
import type { JobStatus } from '@taleport/contracts/jobs';
import { sql } from 'kysely';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { notFound } from '../problem.ts';

/** A job, and while it is Queued how many of its kind will be taken up to and including it. */
export interface RankedJobRow extends JobRow {
  readonly queue_position?: number | undefined;
}

interface JobAddress {
  readonly kind: string;
  /** For kinds whose jobs have the address of a story. */
  readonly storyId?: string | undefined;
  readonly jobId: string;
}

/** A job that this account may see. Throws the 404 problem otherwise. */
export async function findJob(
  db: Db,
  account: Account,
  { kind, storyId, jobId }: JobAddress,
): Promise<RankedJobRow> {
  let found = allJobs(db).where('kind', '=', kind).where('id', '=', jobId);
  if (storyId !== undefined) found = found.where('story_id', '=', storyId);
  if (account.role !== 'admin') found = found.where(isOf(account));
  const [job] = await rank(db, await found.execute());
  if (!job) throw notFound('job');
  return job;
}

interface JobFilter {
  readonly kind?: string | undefined;
  readonly storyId?: string | undefined;
  readonly status?: JobStatus | undefined;
  /** Jobs of everyone: for admins. */
  readonly ofAll?: boolean;
}

interface JobPage extends JobFilter {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Jobs that an account may see, newest first: ids grow with time (UUID version 7). The cursor is the last id of the page before. */
export async function listJobs(
  db: Db,
  account: Account,
  page: JobPage,
): Promise<{ jobs: RankedJobRow[]; nextCursor?: string }> {
  let query = allJobs(db)
    .orderBy('id', 'desc')
    .limit(page.limit + 1);
  if (!page.ofAll) query = query.where(isOf(account));
  if (page.kind !== undefined) query = query.where('kind', '=', page.kind);
  if (page.storyId !== undefined) query = query.where('story_id', '=', page.storyId);
  if (page.status !== undefined) query = query.where('status', '=', page.status);
  if (page.cursor !== undefined) query = query.where('id', '<', page.cursor);
  const rows = await query.execute();
  const jobs = await rank(db, rows.slice(0, page.limit));
  const last = jobs.at(-1);
  return { jobs, ...(rows.length > page.limit && last && { nextCursor: last.id }) };
}

const snapshotLimit = 200;

/**
 * What somebody who has just come wants to see: the jobs of an account that are active, or ended in the last day. What can
 * still change comes first.
 */
export async function recentJobs(db: Db, account: Account): Promise<RankedJobRow[]> {
  const jobs = allJobs(db)
    .where(isOf(account))
    .where((where) =>
      where.or([
        where('status', 'in', ['Queued', 'Running']),
        where('completed_at_utc', '>', sql<Date>`now() - interval '1 day'`),
      ]),
    )
    .orderBy(sql`status = 'Running'`, 'desc')
    .orderBy(sql`status = 'Queued'`, 'desc')
    .orderBy('id', 'desc')
    .limit(snapshotLimit);
  return rank(db, await jobs.execute());
}

/** Those of the jobs that this account has. */
export async function jobsById(
  db: Db,
  account: Account,
  ids: readonly string[],
): Promise<RankedJobRow[]> {
  const jobs = allJobs(db)
    .where(isOf(account))
    .where('id', '=', sql<string>`any(${[...ids]}::uuid[])`);
  return rank(db, await jobs.execute());
}

/** A job belongs to whoever has the story, and to whoever asked for it. */
function isOf({ id }: Account) {
  return sql<boolean>`(owner_user_id = ${id} or requested_by_user_id = ${id})`;
}

function allJobs(db: Db) {
  return db.selectFrom('jobs').selectAll();
}

/**
 * Users take turns, so a job waits for those that are earlier in the turn of their user, and for older ones of the same turn.
 * The queue is ranked once for all of the jobs, and not at all where none of them waits.
 */
async function rank(db: Db, jobs: readonly JobRow[]): Promise<RankedJobRow[]> {
  const queued = jobs.filter(({ status }) => status === 'Queued');
  if (queued.length === 0) return [...jobs];
  const ids = queued.map(({ id }) => id);
  const kinds = [...new Set(queued.map(({ kind }) => kind))];
  const { rows } = await sql<{ id: string; position: number }>`
    select id, position from (
      select id, row_number() over (partition by kind order by turn, queued_at_utc, id)::integer as position
      from (
        select id, kind, queued_at_utc,
          row_number() over (partition by kind, requested_by_user_id order by queued_at_utc, id) as turn
        from jobs where status = 'Queued' and kind = any(${kinds}::text[])
      ) as turns
    ) as ranked where id = any(${ids}::uuid[])
  `.execute(db);
  const positions = new Map(rows.map(({ id, position }) => [id, position]));
  return jobs.map((job) => ({ ...job, queue_position: positions.get(job.id) }));
}
