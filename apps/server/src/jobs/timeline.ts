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

/** For a line that is written in the same statement as what it tells of: the columns, and after the job's own what goes there. */
export const eventColumns = ['job_id', 'epoch', 'name', 'detail'] as const;

export function eventOf(name: string, detail: Record<string, unknown> = {}) {
  return [
    sql<string>`${name}::text`.as('name'),
    sql<string>`${JSON.stringify(detail)}::jsonb`.as('detail'),
  ] as const;
}
