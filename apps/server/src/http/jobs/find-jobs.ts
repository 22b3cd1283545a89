import type { Account } from '@taleport/contracts/accounts';
import type { JobStatus } from '@taleport/contracts/jobs';
import { sql } from 'kysely';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import { notFound } from '../problem.ts';

/** A job, and while it is Queued how many of its kind will be taken up to and including it. */
export interface RankedJobRow extends JobRow {
  readonly queue_position?: number | null;
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
  let all = rankedJobs(db).where('jobs.kind', '=', kind).where('jobs.id', '=', jobId);
  if (storyId !== undefined) all = all.where('jobs.story_id', '=', storyId);
  const job = await (account.role === 'admin' ? all : all.where(isOf(account))).executeTakeFirst();
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
  let query = rankedJobs(db)
    .orderBy('jobs.id', 'desc')
    .limit(page.limit + 1);
  if (!page.ofAll) query = query.where(isOf(account));
  if (page.kind !== undefined) query = query.where('jobs.kind', '=', page.kind);
  if (page.storyId !== undefined) query = query.where('jobs.story_id', '=', page.storyId);
  if (page.status !== undefined) query = query.where('jobs.status', '=', page.status);
  if (page.cursor !== undefined) query = query.where('jobs.id', '<', page.cursor);
  const rows = await query.execute();
  const jobs = rows.slice(0, page.limit);
  const last = jobs.at(-1);
  return { jobs, ...(rows.length > page.limit && last && { nextCursor: last.id }) };
}

const snapshotLimit = 200;

/** What somebody who has just come wants to see: the jobs of an account that are active, or ended in the last day. */
export function recentJobs(db: Db, account: Account): Promise<RankedJobRow[]> {
  return rankedJobs(db)
    .where(isOf(account))
    .where((where) =>
      where.or([
        where('jobs.status', 'in', ['Queued', 'Running']),
        where('jobs.completed_at_utc', '>', sql<Date>`now() - interval '1 day'`),
      ]),
    )
    .orderBy('jobs.id', 'desc')
    .limit(snapshotLimit)
    .execute();
}

/** Those of the jobs that this account has. */
export function jobsById(
  db: Db,
  account: Account,
  ids: ReadonlySet<string>,
): Promise<RankedJobRow[]> {
  return rankedJobs(db)
    .where(isOf(account))
    .where('jobs.id', 'in', [...ids])
    .execute();
}

/** A job belongs to whoever has the story, and to whoever asked for it. */
function isOf({ id }: Account) {
  return sql<boolean>`(jobs.owner_user_id = ${id} or jobs.requested_by_user_id = ${id})`;
}

function rankedJobs(db: Db) {
  return db.selectFrom('jobs').selectAll('jobs').select(queuePosition.as('queue_position'));
}

/** Users take turns, so a job waits for those that are earlier in the turn of their user, and for older ones of the same turn. */
const queuePosition = sql<number | null>`case when jobs.status = 'Queued' then (
  select ranked.position from (
    select id, row_number() over (order by turn, queued_at_utc, id)::integer as position from (
      select id, queued_at_utc,
        row_number() over (partition by requested_by_user_id order by queued_at_utc, id) as turn
      from jobs as queued where queued.kind = jobs.kind and queued.status = 'Queued'
    ) as turns
  ) as ranked where ranked.id = jobs.id
) end`;
