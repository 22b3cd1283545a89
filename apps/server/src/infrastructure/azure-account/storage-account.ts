import { DefaultAzureCredential, type TokenCredential } from '@azure/identity';
import { BlobServiceClient, StorageSharedKeyCredential } from '@azure/storage-blob';
import { QueueServiceClient } from '@azure/storage-queue';
import { StorageUnavailableError } from '../storage-unavailable.ts';

/** Where an account is, and how to sign in to it. */
export interface StorageAccount {
  /** The setting that an operator has to look at when it cannot be used. */
  readonly setting: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  readonly credential: StorageSharedKeyCredential | TokenCredential;
}

/** The account of a connection string with its key. Throws StorageUnavailableError for any other. */
export function accountOfConnectionString(text: string): StorageAccount {
  const setting = 'AZURE_STORAGE_CONNECTION_STRING';
  const clients = clientsOf(text);
  const credential = clients?.blobs.credential;
  if (clients && credential instanceof StorageSharedKeyCredential) {
    return { setting, blobUrl: clients.blobs.url, queueUrl: clients.queues.url, credential };
  }
  throw new StorageUnavailableError(
    setting,
    'it is not the connection string of a storage account with its AccountKey.',
  );
}

function clientsOf(connectionString: string) {
  try {
    return {
      blobs: BlobServiceClient.fromConnectionString(connectionString),
      queues: QueueServiceClient.fromConnectionString(connectionString),
    };
  } catch {
    // Not told: the error may hold parts of the key.
    return undefined;
  }
}

/** The account of that name in the public cloud, used as whom this process is: a managed identity in Azure. */
export function accountOfIdentity(name: string): StorageAccount {
  return {
    setting: 'AZURE_STORAGE_ACCOUNT',
    blobUrl: `https://${name}.blob.core.windows.net`,
    queueUrl: `https://${name}.queue.core.windows.net`,
    credential: new DefaultAzureCredential(),
  };
}
