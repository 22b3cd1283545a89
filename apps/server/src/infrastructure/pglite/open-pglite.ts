import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import type { Database } from '../database/database.ts';
import type { Tables } from '../database/tables.ts';
import { lockFolder } from './folder-lock.ts';
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
 */
export async function openPglite(dataDir: string): Promise<Database> {
  await mkdir(dataDir, { recursive: true });
  const lock = lockFolder(dataDir);
  try {
    const pglite = await PGlite.create({
      fs: new SyncedNodeFS(join(dataDir, 'db')),
      startParams,
    });
    return pgliteDatabase(pglite, () => lock.release());
  } catch (error) {
    lock.release();
    throw error;
  }
}

function pgliteDatabase(pglite: PGlite, afterClose: () => void): Database {
  return {
    db: new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) }),
    async listen(channel, onNotification) {
      return pglite.listen(channel, onNotification);
    },
    async runScript(sql) {
      await pglite.transaction(async (transaction) => {
        await transaction.exec(sql);
      });
    },
    async close() {
      await pglite.close();
      afterClose();
    },
  };
}
