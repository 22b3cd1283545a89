import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { DatabaseUnavailableError } from './database-unavailable.ts';
import { Listener } from './listener.ts';
import { openSockets } from './open-sockets.ts';
import { preparedPool } from './prepared-pool.ts';

interface PostgresOptions {
  /** `postgresql://user:password@host/database`, with `sslmode` where it wants TLS. */
  readonly url: string;
  /** Most connections at a time; the one that listens comes on top. */
  readonly connections: number;
  /** Told of connections that broke. They are made anew when they are needed. */
  readonly onTrouble: (error: Error) => void;
}

const int8 = 20;
/** A process that froze in a transaction gives its locks up, so that another can take its jobs. */
const longestPauseMs = 30_000;
const connectWithinMs = 10_000;
/** The other end of a quiet connection is asked so often whether it is still there; the system would for the first time after two hours. */
const silenceMs = 30_000;
/** What is under way when it is closed has so long to end; the rest waits for a server that is away. */
const closeWithinMs = 1_000;

/** A PostgreSQL beside this process. Throws DatabaseUnavailableError when it cannot be used. */
export async function openPostgres({
  url,
  connections,
  onTrouble,
}: PostgresOptions): Promise<Database> {
  const sockets = openSockets();
  const config: pg.ClientConfig = {
    connectionString: url,
    connectionTimeoutMillis: connectWithinMs,
    idle_in_transaction_session_timeout: longestPauseMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: silenceMs,
    stream: sockets.open,
    application_name: 'taleport',
    types: safeNumbers(),
  };
  const pool = new pg.Pool({ ...config, pipeline: true, max: connections });
  // The pool looks after those that nobody uses. One that breaks in somebody's hands would end the process.
  pool.on('connect', (client) => client.on('error', onTrouble));
  pool.on('error', () => undefined);
  try {
    await pool.query('select 1');
  } catch (error) {
    await pool.end();
    throw new DatabaseUnavailableError(error);
  }
  const listener = new Listener(config, onTrouble);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: preparedPool(pool) }) });
  return {
    db,
    listen: (channel, channelListener) => listener.listen(channel, channelListener),
    exclusively: (name, work) => exclusively(pool, name, work),
    // Its checkpointer and its autovacuum do.
    keepUp: async () => 0,
    check: (signal) => check(pool, signal),
    connections: () => ({
      inUse: pool.totalCount - pool.idleCount,
      waiting: pool.waitingCount,
    }),
    runScript: (script) => runScript(pool, script),
    async close() {
      const hurry = setTimeout(sockets.breakAll, closeWithinMs);
      try {
        await listener.close();
        await db.destroy();
        // Kysely leaves the pool alone where it has never asked it anything.
        if (!pool.ending) await pool.end();
      } finally {
        clearTimeout(hurry);
      }
    },
  };
}

/** Counts and sizes are numbers, as PGlite gives them: none of them is over 2^53. */
function safeNumbers(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(int8, Number);
  return types;
}

/**
 * Holds a lock of the session while it works (PostgreSQL, section 13.3.5): it ends with the connection, so with the
 * process too. Its first number sets the locks of Taleport apart from those of others on the same database.
 */
async function exclusively<Result>(
  pool: pg.Pool,
  name: string,
  work: () => Promise<Result>,
): Promise<Result | undefined> {
  const client = await pool.connect();
  let broken: unknown;
  try {
    const key = [lockSpace, name];
    const { rows } = await client.query(
      'select pg_try_advisory_lock($1, hashtext($2)) as is_ours',
      key,
    );
    if (!rows[0]?.is_ours) return undefined;
    try {
      return await work();
    } finally {
      await client.query('select pg_advisory_unlock($1, hashtext($2))', key);
    }
  } catch (error) {
    broken = error;
    throw error;
  } finally {
    // A connection that may still hold the lock is not given to anybody else.
    client.release(broken !== undefined);
  }
}

const lockSpace = 0x7a1e;

/** A connection that gives no answer is closed at the signal: it would be missing in the pool until the system gives it up. */
async function check(pool: pg.Pool, signal: AbortSignal): Promise<void> {
  const client = await pool.connect();
  let isReleased = false;
  const release = (broken: boolean) => {
    if (!isReleased) client.release(broken);
    isReleased = true;
  };
  const giveUp = () => release(true);
  signal.addEventListener('abort', giveUp, { once: true });
  try {
    if (!signal.aborted) await client.query('select 1');
    release(false);
  } catch (error) {
    release(true);
    throw error;
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/** A message of several statements is one transaction (PostgreSQL, section 54.2.2.1). */
async function runScript(pool: pg.Pool, script: string): Promise<void> {
  await pool.query(script);
}
