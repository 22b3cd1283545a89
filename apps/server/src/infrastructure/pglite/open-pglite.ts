import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import type { ChannelListener, Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { makeFolder } from '../durable-files.ts';
import { lockFolder } from '../folder-lock.ts';
import { OneSessionDialect } from './one-session-dialect.ts';
import { type PgliteThread, startPgliteThread } from './pglite-thread.ts';
import { Turns } from './turns.ts';
import { keepUp } from './upkeep.ts';

/**
 * The database of the one-machine mode: PostgreSQL inside this process, in `dataDir/db`, each commit synced to the disk.
 * The data folder is locked for as long as the database is open. Throws FolderInUseError when another process has it.
 * After a crash, of which `onCrash` is told once, every query throws DatabaseCrashedError.
 */
export async function openPglite(
  dataDir: string,
  onCrash?: (crash: Error) => void,
): Promise<Database> {
  await makeFolder(dataDir);
  const lock = lockFolder(dataDir);
  try {
    const thread = await startPgliteThread(join(dataDir, 'db'), onCrash);
    return pgliteDatabase(thread, async () => {
      await thread.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw error;
  }
}

function pgliteDatabase(thread: PgliteThread, close: () => Promise<void>): Database {
  const turns = new Turns();
  const db = new Kysely<Tables>({ dialect: new OneSessionDialect(thread, turns) });
  const listeners = new Map<string, Set<ChannelListener>>();
  thread.onNotification((channel, payload) => {
    for (const listener of listeners.get(channel) ?? []) listener.onNotification(payload);
  });
  /** Waits for its turn like any query, so that it never lands in someone's transaction. */
  const inTurn = <T>(work: () => Promise<T>) => db.connection().execute(work);
  return {
    db,
    async listen(channel, listener) {
      const own = { ...listener };
      const all = listeners.get(channel) ?? new Set();
      listeners.set(channel, all.add(own));
      await sql`listen ${sql.id(channel)}`.execute(db);
      return async () => {
        all.delete(own);
        if (all.size === 0) await sql`unlisten ${sql.id(channel)}`.execute(db);
      };
    },
    // The folder is locked: there is no other process.
    exclusively: (_name, work) => work(),
    keepUp: () => keepUp(db),
    check: async (signal) => void (await sql`select 1`.execute(db, { signal })),
    connections: () => turns.count(),
    runScript: (script) => inTurn(() => thread.runScript(script)),
    close: () => inTurn(close),
  };
}
