import { sql } from 'kysely';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import type { JobRow } from './job-row.ts';

interface TimelineEntry {
  readonly job: Pick<JobRow, 'id' | 'epoch'>;
  readonly name: string;
  readonly detail?: Record<string, unknown> | undefined;
}

/** Adds a line to the timeline of a job. */
export async function writeEvent(db: Db | Trx, { job, name, detail = {} }: TimelineEntry) {
  await db
    .insertInto('job_events')
    .values({ job_id: job.id, name, epoch: job.epoch, detail: JSON.stringify(detail) })
    .execute();
}

/** A line that is written in the same statement as what it tells of. */
export interface TimelineLine {
  readonly name: string;
  readonly detail?: Record<string, unknown> | undefined;
  /** How long ago it was so; 0 where nothing is said. */
  readonly msAgo?: number;
}

export const lineColumns = ['job_id', 'epoch', 'name', 'detail', 'at'] as const;

/** What goes into these columns, in that order, for the jobs that a part of the statement has returned; `source` is its name. */
export function linesOf(source: string, lines: readonly TimelineLine[]) {
  const records = lines.map(({ name, detail = {}, msAgo = 0 }) => ({
    name,
    detail,
    seconds_ago: msAgo / 1000,
  }));
  return sql`
    select job.id, job.epoch, line.name, line.detail, clock_timestamp() - make_interval(secs => line.seconds_ago)
    from ${sql.table(source)} as job cross join rows from (
      jsonb_to_recordset(${JSON.stringify(records)}::jsonb) as (name text, detail jsonb, seconds_ago float8)
    ) with ordinality as line (name, detail, seconds_ago, position)
    order by line.position
  `;
}
