import { StorageUnavailableError } from '../storage-unavailable.ts';
import { NoAnswerError, withTimeLimit } from '../time-limit.ts';
import { askStorage, StorageRequestError } from './ask-storage.ts';
import type { StorageAccount } from './storage-account.ts';

const storageScope = 'https://storage.azure.com/.default';
/** A managed identity of a machine that has just started may take seconds. */
const signInWithinMs = 10_000;

/**
 * Signs in to an account that is used by an identity, before anything is asked of it: without one, each request would try every
 * source of identities again, several times. Throws StorageUnavailableError.
 */
export async function signIn(
  { setting, credential }: StorageAccount,
  withinMs = signInWithinMs,
): Promise<void> {
  if (!('getToken' in credential)) return;
  const ask = withTimeLimit({
    what: 'The source of its identity',
    withinMs,
    ask: (abortSignal) => askStorage(() => credential.getToken(storageScope, { abortSignal })),
  });
  try {
    await ask();
  } catch (error) {
    const isExpected = error instanceof StorageRequestError || error instanceof NoAnswerError;
    if (!isExpected) throw error;
    throw new StorageUnavailableError(
      setting,
      `this process has no identity there: ${error.message}. Give it a managed identity, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET, or sign in with "az login"; or use AZURE_STORAGE_CONNECTION_STRING instead.`,
    );
  }
}
