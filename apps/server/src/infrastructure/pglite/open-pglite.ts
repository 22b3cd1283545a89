import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { makeFolder } from '../durable-files.ts';
import { DatabaseCrashedError } from './crash-watch.ts';
import { withFirstStart } from './first-start.ts';
import { lockFolder } from './folder-lock.ts';
import { OneSessionDialect } from './one-session-dialect.ts';
import { SyncedNodeFS } from './synced-node-fs.ts';

/** PGlite's own parameters without `-F`, which would switch syncing off. */
const startParams = [
  ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB', 'timezone=UTC'].flatMap(
    (setting) => ['-c', setting],
  ),
];

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
  const folder = join(dataDir, 'db');
  let lastWords = 'nothing';
  let crash: Error | undefined;
  const fs = new SyncedNodeFS(folder, (cause) => {
    crash = new DatabaseCrashedError(lastWords, cause);
    onCrash?.(crash);
    return crash;
  });
  const onStderr = (line: string) => {
    if (/\b(FATAL|PANIC):/.test(line)) lastWords = line;
    return false;
  };
  try {
    const pglite = await withFirstStart(folder, () => PGlite.create({ fs, startParams, onStderr }));
    return pgliteDatabase(pglite, async () => {
      // What is left of a crashed PostgreSQL must not mark its files as whole.
      if (!crash) await pglite.close();
      lock.release();
    });
  } catch (error) {
    lock.release();
    throw new Error(`The database in ${folder} did not start. PostgreSQL said: ${lastWords}`, {
      cause: error,
    });
  }
}

function pgliteDatabase(pglite: PGlite, close: () => Promise<void>): Database {
  const db = new Kysely<Tables>({ dialect: new OneSessionDialect(pglite) });
  /** What goes past Kysely waits for its turn like any query, so that it never lands in someone's transaction. */
  const inTurn = <T>(work: () => Promise<T>) => db.connection().execute(work);
  return {
    db,
    listen: (channel, onNotification) =>
      inTurn(async () => {
        const unlisten = await pglite.listen(channel, onNotification);
        return () => inTurn(() => unlisten());
      }),
    runScript: (sql) =>
      inTurn(async () => {
        await pglite.transaction((transaction) => transaction.exec(sql));
      }),
    close: () => inTurn(close),
  };
}
