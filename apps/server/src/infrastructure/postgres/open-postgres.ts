import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { checkedPool } from './checked-pool.ts';
import { DatabaseUnavailableError } from './database-unavailable.ts';
import { Listener } from './listener.ts';

interface PostgresOptions {
  /** `postgresql://user:password@host/database`, with `sslmode` where it wants TLS. */
  readonly url: string;
  /** Most connections at a time; the one that listens comes on top. */
  readonly connections: number;
  /** Told of connections that broke while nobody used them. They are made anew when they are needed. */
  readonly onTrouble: (error: Error) => void;
}

const int8 = 20;
/** A process that froze in a transaction gives its locks up, so that another can take its jobs. */
const longestPauseMs = 30_000;
const connectWithinMs = 10_000;

/** A PostgreSQL beside this process. Throws DatabaseUnavailableError when it cannot be used. */
export async function openPostgres({
  url,
  connections,
  onTrouble,
}: PostgresOptions): Promise<Database> {
  const config: pg.ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectWithinMs,
    idle_in_transaction_session_timeout: longestPauseMs,
    keepAlive: true,
    application_name: 'taleport',
    types: safeNumbers(),
  };
  const pool = new pg.Pool({ ...config, max: connections });
  pool.on('error', onTrouble);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new DatabaseUnavailableError(error);
  }
  const listener = new Listener(config, onTrouble);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: checkedPool(pool) }) });
  return {
    db,
    listen: (channel, onNotification) => listener.listen(channel, onNotification),
    runScript: (script) => runScript(pool, script),
    async close() {
      await listener.close();
      await db.destroy();
      // Kysely leaves the pool alone where it has never asked it anything.
      if (!pool.ending) await pool.end();
    },
  };
}

/** Counts and sizes are numbers, as PGlite gives them: none of them is over 2^53. */
function safeNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  return types;
}

/** A message of several statements is one transaction (PostgreSQL, section 54.2.2.1). */
async function runScript(pool: pg.Pool, script: string): Promise<void> {
  await pool.query(script);
}
