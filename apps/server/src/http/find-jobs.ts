import type { Account } from '@taleport/contracts/accounts';
import { sql } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import type { JobRow } from '../jobs/job-row.ts';
import { notFound } from './problem.ts';

/** A job, and while it is Queued how many of its kind will be taken up to and including it. */
export interface RankedJobRow extends JobRow {
  readonly queue_position?: number | null;
}

interface JobAddress {
  readonly kind: string;
  readonly storyId: string;
  readonly jobId: string;
}

/** A job of a story that this account may see. Throws the 404 problem otherwise. */
export async function findJob(
  db: Db,
  account: Account,
  { kind, storyId, jobId }: JobAddress,
): Promise<RankedJobRow> {
  const job = await visibleJobs(db, account, kind, storyId)
    .where('jobs.id', '=', jobId)
    .executeTakeFirst();
  if (!job) throw notFound('job');
  return job;
}

interface JobPage {
  readonly kind: string;
  readonly storyId: string;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** The jobs of a story, newest first: ids grow with time (UUID version 7). The cursor is the last id of the page before. */
export async function listJobs(
  db: Db,
  account: Account,
  { kind, storyId, limit, cursor }: JobPage,
): Promise<{ jobs: RankedJobRow[]; nextCursor?: string }> {
  const all = visibleJobs(db, account, kind, storyId)
    .orderBy('jobs.id', 'desc')
    .limit(limit + 1);
  const rows = await (cursor ? all.where('jobs.id', '<', cursor) : all).execute();
  const jobs = rows.slice(0, limit);
  const last = jobs.at(-1);
  return { jobs, ...(rows.length > limit && last && { nextCursor: last.id }) };
}

function visibleJobs(db: Db, account: Account, kind: string, storyId: string) {
  const query = db
    .selectFrom('jobs')
    .selectAll('jobs')
    .select(queuePosition.as('queue_position'))
    .where('jobs.kind', '=', kind)
    .where('jobs.story_id', '=', storyId);
  return account.role === 'admin' ? query : query.where('jobs.owner_user_id', '=', account.id);
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
