import { sql } from 'kysely';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import type { JobEngine } from './engine.ts';
import type { JobKind } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import { lockJob } from './lock-job.ts';

/**
 * Removes what an ended job has left outside the database, and says so in its row. The row stays locked meanwhile, so
 * that nobody can start the job again while its files are going. Does nothing for a job that is not at its end.
 */
export async function discardJob(engine: JobEngine, jobId: string): Promise<boolean> {
  return engine.database.db.transaction().execute(async (trx) => {
    const job = await lockJob(trx, jobId);
    if (!job || job.discarded_at || !isOver(job)) return false;
    const kind = engine.kinds.get(job.kind);
    if (!kind || !(await discardQuietly(engine, { job, kind, db: trx }))) return false;
    await trx
      .updateTable('jobs')
      .set({ discarded_at: sql<Date>`now()` })
      .where('id', '=', jobId)
      .execute();
    return true;
  });
}

/** Whether all is gone. Where it could not be removed, the sweeper tries again. */
export async function discardQuietly(
  { log }: JobEngine,
  { job, kind, db }: { job: JobRow; kind: JobKind; db: Db | Trx },
): Promise<boolean> {
  try {
    await kind.discard?.(job, db);
    return true;
  } catch (error) {
    log.warn({ err: error, jobId: job.id }, 'what a job has left could not be removed yet');
    return false;
  }
}

function isOver({ status }: JobRow): boolean {
  return status === 'Failed' || status === 'Canceled' || status === 'Expired';
}
