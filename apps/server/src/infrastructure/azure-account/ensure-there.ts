import { StorageUnavailableError } from '../storage-unavailable.ts';
import { askStorage, isStatus, StorageRequestError } from './ask-storage.ts';
import type { StorageAccount } from './storage-account.ts';

interface Ensured {
  readonly account: StorageAccount;
  /** As an operator knows it: `the queue story-export`. */
  readonly name: string;
  readonly create: (options: { abortSignal: AbortSignal }) => Promise<unknown>;
  readonly look: (options: { abortSignal: AbortSignal }) => Promise<unknown>;
}

/**
 * Makes a queue or a container where it is missing. Whoever may not make any can still use one that an administrator has
 * made. Throws StorageUnavailableError.
 */
export async function ensureThere({ account, name, create, look }: Ensured): Promise<void> {
  try {
    await askStorage((abortSignal) => create({ abortSignal })).catch(async (error: unknown) => {
      if (!isStatus(error, 403)) throw error;
      await askStorage((abortSignal) => look({ abortSignal })).catch(() => {
        throw error;
      });
    });
  } catch (error) {
    if (!(error instanceof StorageRequestError)) throw error;
    throw new StorageUnavailableError(
      account.setting,
      `${name} cannot be made: ${error.message}. ${whatToDo(account, error)}`,
    );
  }
}

function whatToDo({ setting }: StorageAccount, { status }: StorageRequestError): string {
  if (setting === 'AZURE_STORAGE_ACCOUNT') {
    return 'Check the name of the account, and that the identity of this process is a Storage Blob Data Contributor and a Storage Queue Data Contributor there.';
  }
  return status === 403
    ? 'Check the account and its key, and that the account lets keys be used.'
    : 'Check the account, and that it can be reached from here.';
}
