import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import { discardQuietly } from './discard-job.ts';
import type { JobEngine } from './engine.ts';
import type { JobRow } from './job-row.ts';
import { lockJob } from './lock-job.ts';
import { moveJob } from './move-job.ts';
import { writeEvent } from './timeline.ts';

/**
 * Puts an end to a job: a Queued one is Canceled, a Running one is asked to stop and never completes from now on, the
 * result of a Completed one is removed. What has ended already stays as it is. Returns the row as it is then.
 */
export async function cancelJob(engine: JobEngine, jobId: string): Promise<JobRow | undefined> {
  const [before, job] = await engine.database.db.transaction().execute(async (trx) => {
    const there = await lockJob(trx, jobId);
    return [there, there && (await requestEnd(trx, there))];
  });
  if (before?.status === 'Queued') engine.metrics.jobEnded(before.kind, 'Canceled');
  if (job?.status === 'Canceled' || job?.status === 'Expired') await discardQuietly(engine, jobId);
  return job;
}

async function requestEnd(trx: Trx, job: JobRow): Promise<JobRow | undefined> {
  const fence = { jobId: job.id, epoch: job.epoch };
  switch (job.status) {
    case 'Queued':
      return moveJob(trx, { event: 'cancel', ...fence });
    case 'Running':
      return job.cancel_requested_at ? job : askToStop(trx, job);
    case 'Completed':
      if (!job.expires_at) return job;
      return moveJob(trx, {
        event: 'expire',
        ...fence,
        changes: { expires_at: sql<Date>`now()` },
        detail: { reason: 'deleted' },
      });
    default:
      return job;
  }
}

async function askToStop(trx: Trx, job: JobRow): Promise<JobRow> {
  await writeEvent(trx, { job, name: 'cancelRequest' });
  return trx
    .updateTable('jobs')
    .set({ cancel_requested_at: sql<Date>`now()`, revision: sql<number>`revision + 1` })
    .where('id', '=', job.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}
