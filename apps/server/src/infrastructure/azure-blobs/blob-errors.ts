import { isStatus, StorageRequestError } from '../azure-account/ask-storage.ts';
import { BlobStoreError } from '../blob-store.ts';

/** The error of reading a blob, in the port's terms. */
export function readError(key: string, error: unknown): unknown {
  if (!(error instanceof StorageRequestError)) return error;
  return new BlobStoreError(error.status === 404 ? 'missing' : 'unreadable', key, error);
}

/** The error of writing a blob, in the port's terms. */
export function writeError(key: string, error: unknown): unknown {
  const isFull =
    isStatus(error, 507) ||
    // Azurite has a limit of its own.
    (error instanceof StorageRequestError && error.code === 'MemoryExtentStoreAtSizeLimit');
  return isFull ? new BlobStoreError('full', key, error) : error;
}
