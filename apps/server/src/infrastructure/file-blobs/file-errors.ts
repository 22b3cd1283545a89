import { BlobStoreError } from '../blob-store.ts';

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

export function isMissing(error: unknown): boolean {
  return errorCode(error) === 'ENOENT';
}

/** The error of reading a blob, in the port's terms. */
export function readError(key: string, error: unknown): unknown {
  if (error instanceof BlobStoreError) return error;
  if (isMissing(error)) return new BlobStoreError('missing', key, error);
  return errorCode(error) === undefined ? error : new BlobStoreError('unreadable', key, error);
}

/** The error of writing a blob, in the port's terms. */
export function writeError(key: string, error: unknown): unknown {
  const isFull = ['ENOSPC', 'EDQUOT', 'EFBIG'].includes(errorCode(error) ?? '');
  return isFull ? new BlobStoreError('full', key, error) : error;
}
