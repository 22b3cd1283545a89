import { join } from 'node:path';
import { blobLinkPath } from '../http/blob-link-routes.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import type { Database } from '../infrastructure/database/database.ts';
import { embeddedQueues } from '../infrastructure/embedded-queue/embedded-queues.ts';
import { fileBlobs } from '../infrastructure/file-blobs/file-blobs.ts';
import { type LinkSigner, linkSigner } from '../infrastructure/file-blobs/link-signer.ts';
import { openPglite } from '../infrastructure/pglite/open-pglite.ts';
import type { Queues } from '../infrastructure/queues.ts';
import type { Settings } from './config.ts';
import { deriveKey, folderSecret } from './secret.ts';

/** What stands behind the ports, and the keys that sign sessions and links. */
export interface Adapters {
  readonly database: Database;
  readonly queues: Queues;
  readonly blobs: BlobStore;
  readonly links: LinkSigner;
  /** Signs sessions. */
  readonly sessionKey: string;
  /** What the passwords of the demo accounts are made of. */
  readonly demoKey: string;
}

/**
 * Opens the adapters of the one-machine mode: all of it in the data folder. Throws FolderInUseError. After a crash of the
 * database nothing works until the process is started again.
 */
export async function openAdapters(
  settings: Settings,
  onDatabaseCrash?: (crash: Error) => void,
): Promise<Adapters> {
  const database = await openPglite(settings.dataDir, onDatabaseCrash);
  try {
    const secret = settings.secret ?? (await folderSecret(settings.dataDir));
    const links = linkSigner(deriveKey(secret, 'links'), blobLinkPath);
    return {
      database,
      sessionKey: deriveKey(secret, 'sessions'),
      demoKey: deriveKey(secret, 'demo accounts'),
      links,
      queues: embeddedQueues(database.db),
      blobs: await fileBlobs(join(settings.dataDir, 'blobs'), links),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
