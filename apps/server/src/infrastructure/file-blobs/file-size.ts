import { stat } from 'node:fs/promises';
import { isMissing } from './file-errors.ts';

/** The size of a file in bytes, or undefined where there is none. */
export async function fileSize(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
