import { join } from 'node:path';
import { blobLinkPath } from '../http/blob-link-routes.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import type { Database } from '../infrastructure/database/database.ts';
import { makeFolder } from '../infrastructure/durable-files.ts';
import { embeddedQueues } from '../infrastructure/embedded-queue/embedded-queues.ts';
import { fileBlobs } from '../infrastructure/file-blobs/file-blobs.ts';
import { type LinkSigner, linkSigner } from '../infrastructure/file-blobs/link-signer.ts';
import { lockFolder } from '../infrastructure/folder-lock.ts';
import { openPglite } from '../infrastructure/pglite/open-pglite.ts';
import { openPostgres } from '../infrastructure/postgres/open-postgres.ts';
import type { Queues } from '../infrastructure/queues.ts';
import type { Settings } from './config.ts';
import { deriveKey, folderSecret } from './secret.ts';

/** What stands behind the ports, and the keys that sign sessions and links. */
export interface Adapters {
  readonly database: Database;
  readonly queues: Queues;
  readonly blobs: BlobStore;
  /** Whether no other process can be on the database. */
  readonly isAlone: boolean;
  readonly links: LinkSigner;
  /** Signs sessions. */
  readonly sessionKey: string;
  /** What the passwords of the demo accounts are made of. */
  readonly demoKey: string;
}

/** Told of what happens to the database while the server runs. */
export interface DatabaseWatch {
  /** Nothing works until the process is started again. */
  onCrash?(crash: Error): void;
  /** A connection broke and will be made again. */
  onTrouble?(error: Error): void;
}

/**
 * Opens what the settings ask for: the database in the data folder or in PostgreSQL, blobs and queues there or in Azure. Throws
 * FolderInUseError, DatabaseUnavailableError and StorageUnavailableError.
 */
export async function openAdapters(settings: Settings, watch?: DatabaseWatch): Promise<Adapters> {
  if (settings.databaseUrl === undefined) {
    return openOnDatabase(settings, await openDatabase(settings, watch));
  }
  if (settings.azureStorage !== undefined) {
    const secret = settings.secret ?? (await sharedFolderSecret(settings.dataDir));
    return openOnDatabase({ ...settings, secret }, await openDatabase(settings, watch));
  }
  // PGlite takes the folder by itself. Beside PostgreSQL it still has the blobs.
  await makeFolder(settings.dataDir);
  const lock = lockFolder(settings.dataDir);
  try {
    const database = await openDatabase(settings, watch);
    const close = () => database.close().finally(() => lock.release());
    return await openOnDatabase(settings, { ...database, close });
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Throws DatabaseUnavailableError, and FolderInUseError where the database is in the data folder. */
export function openDatabase(settings: Settings, watch: DatabaseWatch = {}): Promise<Database> {
  if (settings.databaseUrl === undefined) return openPglite(settings.dataDir, watch.onCrash);
  return openPostgres({
    url: settings.databaseUrl,
    connections: settings.databaseConnections,
    onTrouble: (error) => watch.onTrouble?.(error),
  });
}

async function openOnDatabase(settings: Settings, database: Database): Promise<Adapters> {
  try {
    const secret = settings.secret ?? (await folderSecret(settings.dataDir));
    const links = linkSigner(deriveKey(secret, 'links'), blobLinkPath);
    return {
      database,
      isAlone: settings.databaseUrl === undefined,
      sessionKey: deriveKey(secret, 'sessions'),
      demoKey: deriveKey(secret, 'demo accounts'),
      links,
      ...(await openStorage(settings, database, links)),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function openStorage(
  settings: Settings,
  database: Database,
  links: LinkSigner,
): Promise<Pick<Adapters, 'queues' | 'blobs'>> {
  if (settings.azureStorage === undefined) {
    return {
      queues: embeddedQueues(database.db),
      blobs: await fileBlobs(join(settings.dataDir, 'blobs'), links),
    };
  }
  // Its SDK is loaded by those who use it: it takes time and memory.
  const { openAzureStorage } = await import('./azure-storage.ts');
  return openAzureStorage(settings.azureStorage);
}

/** The secret is all that is in the folder, so processes share it; one at a time makes or reads it. */
async function sharedFolderSecret(dataDir: string): Promise<string> {
  await makeFolder(dataDir);
  const lock = lockFolder(dataDir);
  try {
    return await folderSecret(dataDir);
  } finally {
    lock.release();
  }
}
