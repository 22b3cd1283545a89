import { sql } from 'kysely';
import type { Db } from '../../infrastructure/database/database.ts';

/** How many jobs of each kind are Queued and Running, by kind and status with a space between. */
export async function countJobs(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('jobs')
    .select(['kind', 'status', sql<number>`count(*)::integer`.as('jobs')])
    .where('status', 'in', ['Queued', 'Running'])
    .groupBy(['kind', 'status'])
    .execute();
  return new Map(rows.map(({ kind, status, jobs }) => [`${kind} ${status}`, jobs]));
}
