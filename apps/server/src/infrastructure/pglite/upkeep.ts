import { type Kysely, sql } from 'kysely';

/** A log of one segment: what a start after a crash has to go through, and the least that is worth a checkpoint. */
const mostLogBytes = 16 * 1024 * 1024;

/**
 * What a PostgreSQL server does by its checkpointer and its autovacuum, for a session that has neither (PostgreSQL, sections
 * 28.5 and 24.1.6): ends the log that only a shutdown would end, and takes back the room of rows that are gone, by the same
 * measure. Each table in a turn of its own. Returns how many things it did.
 */
export async function keepUp<Schema>(db: Kysely<Schema>): Promise<number> {
  // A session tells of its dead rows once a second at most (PostgreSQL, pgstat_report_stat), and those of the last one count too.
  await sql`select pg_stat_force_next_flush()`.execute(db);
  const tables = await tablesToVacuum(db);
  for (const table of tables) await sql`vacuum (analyze) ${sql.id(table)}`.execute(db);
  const isLogLong = (await logBytes(db)) >= mostLogBytes;
  if (isLogLong) await sql`checkpoint`.execute(db);
  return tables.length + (isLogLong ? 1 : 0);
}

/** As autovacuum_vacuum_threshold and autovacuum_vacuum_scale_factor have it. */
async function tablesToVacuum<Schema>(db: Kysely<Schema>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_stat_user_tables
    where n_dead_tup > 50 + 0.2 * n_live_tup
    order by n_dead_tup
  `.execute(db);
  return rows.map((row) => row.name);
}

/** How much was written to the log since the last checkpoint began. */
async function logBytes<Schema>(db: Kysely<Schema>): Promise<number> {
  const { rows } = await sql<{ bytes: string }>`
    select pg_current_wal_lsn() - redo_lsn as bytes from pg_control_checkpoint()
  `.execute(db);
  return Number(rows[0]?.bytes);
}
