import type { JobStatus } from '@taleport/contracts/jobs';
import { sql } from 'kysely';

/**
 * Whether a job has one of these statuses, which are written out and not given as parameters: a plan that PostgreSQL keeps for
 * all parameters cannot use an index on the jobs of some statuses only (PostgreSQL, section 11.8).
 */
export function statusIn(...statuses: readonly JobStatus[]) {
  const written = sql.join(statuses.map((status) => sql.lit(status)));
  return sql<boolean>`jobs.status in (${written})`;
}
