import { signIn } from '../infrastructure/azure-account/sign-in.ts';
import {
  accountOfConnectionString,
  accountOfIdentity,
} from '../infrastructure/azure-account/storage-account.ts';
import { azureBlobs } from '../infrastructure/azure-blobs/azure-blobs.ts';
import { azureQueues } from '../infrastructure/azure-queue/azure-queues.ts';
import type { Adapters } from './adapters.ts';
import type { Settings } from './config.ts';

type AzureStorage = NonNullable<Settings['azureStorage']>;

/** Blobs and queues in the account that the settings name. Throws StorageUnavailableError. */
export async function openAzureStorage({
  connectionString,
  accountName = '',
  containers,
}: AzureStorage): Promise<Pick<Adapters, 'queues' | 'blobs'>> {
  const account =
    connectionString === undefined
      ? accountOfIdentity(accountName)
      : accountOfConnectionString(connectionString);
  await signIn(account);
  // Azurite listens without TLS, also in production, and refuses links that want it then.
  const isHttpsOnly = new URL(account.blobUrl).protocol === 'https:';
  return {
    queues: azureQueues(account),
    blobs: await azureBlobs(account, { containers, isHttpsOnly }),
  };
}
