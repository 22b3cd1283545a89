import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import { jobsChannel } from './engine.ts';
import type { JobRow } from './job-row.ts';
import { writeEvent } from './timeline.ts';

export interface NewJob {
  readonly kind: string;
  readonly storyId: string;
  readonly ownerUserId: string;
  readonly requestedBy: { readonly id: string; readonly email: string };
  readonly locale: string;
  readonly documentId: string;
  readonly input: Record<string, unknown>;
}

/**
 * Inserts a Queued job, in the transaction that checked the permission for it. The row is the promise: from the commit
 * on, the job will run. The commit also wakes workers and relay.
 */
export async function createJob(trx: Trx, job: NewJob): Promise<JobRow> {
  const row = await trx
    .insertInto('jobs')
    .values({
      id: randomUUIDv7(),
      kind: job.kind,
      story_id: job.storyId,
      owner_user_id: job.ownerUserId,
      requested_by_user_id: job.requestedBy.id,
      requested_by_email: job.requestedBy.email,
      locale: job.locale,
      document_id: job.documentId,
      input: JSON.stringify(job.input),
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  await writeEvent(trx, { job: row, name: 'queue' });
  await sql`select pg_notify(${jobsChannel}, ${job.kind})`.execute(trx);
  return row;
}
