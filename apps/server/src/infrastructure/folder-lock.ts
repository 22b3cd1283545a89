import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works on the data folder: two of them would destroy the database without a sign. */
export class FolderInUseError extends Error {
  constructor(folder: string) {
    super(
      `The data folder ${folder} is in use by another Taleport process. Stop that one first, or set DATA_DIR to another folder.`,
    );
    this.name = 'FolderInUseError';
  }
}

/**
 * Takes the folder for this process until `release`, or until the process ends in whatever way: the lock is the
 * kernel's lock on a side file, so a crash leaves nothing behind.
 * Throws FolderInUseError when another process has it.
 */
export function lockFolder(folder: string): { release(): void } {
  const lock = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    lock.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if (error instanceof Error && /locked/.test(error.message)) throw new FolderInUseError(folder);
    throw error;
  }
  return { release: () => lock.close() };
}
