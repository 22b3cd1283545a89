import { sql } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import { statusIn } from './status-in.ts';

/**
 * Ends every lease. Only for a process that is known to be alone on its database: whoever held them is dead, so their
 * jobs may run again at once.
 */
export async function endOldLeases(db: Db): Promise<void> {
  await db
    .updateTable('jobs')
    .set({ lease_expires_at: sql<Date>`now()` })
    .where(statusIn('Running'))
    .execute();
}
