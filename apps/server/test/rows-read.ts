import { sql } from 'kysely';
import type { Trx } from '../src/infrastructure/database/database.ts';

/** How many rows of a table this session has read so far, as far as it has not told the statistics yet: for a difference. */
export async function rowsRead(trx: Trx, table: string): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as read
    from pg_stat_xact_user_tables where relname = ${table}
  `.execute(trx);
  return rows[0]?.read ?? Number.NaN;
}
