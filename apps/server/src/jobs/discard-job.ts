import { sql } from 'kysely';
import type { JobEngine } from './engine.ts';
import type { JobRow } from './job-row.ts';
import { lockJob } from './lock-job.ts';

/**
 * Removes what an ended job has left outside the database, and says so in its row. The row stays locked meanwhile, so
 * that nobody can start the job again while its files are going. Does nothing for a job that is not at its end. Throws what
 * cannot be removed.
 */
export async function discardJob(engine: JobEngine, jobId: string): Promise<boolean> {
  return engine.database.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    const kind = job && engine.kinds.get(job.kind);
    if (!kind || job.discarded_at || !isOver(job)) return false;
    await kind.discard?.(job, trx);
    await trx
      .updateTable('jobs')
      .set({ discarded_at: sql<Date>`now()` })
      .where('id', '=', jobId)
      .execute();
    return true;
  });
}

/** The same for whoever has just ended the job, which stands: what cannot be removed now is left to the sweeper. */
export async function discardQuietly(engine: JobEngine, jobId: string): Promise<void> {
  await discardJob(engine, jobId).catch((error: unknown) => {
    engine.log.warn({ err: error, jobId }, 'what a job has left could not be removed yet');
  });
}

function isOver({ status }: JobRow): boolean {
  return status === 'Failed' || status === 'Canceled' || status === 'Expired';
}
