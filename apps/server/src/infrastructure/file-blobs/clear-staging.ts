import { readdir, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BlobPaths, PartialPaths } from './blob-paths.ts';
import { isMissing } from './file-errors.ts';

/** As long as Azure Blob Storage keeps blocks that nobody commits. */
const keepMs = 7 * 24 * 60 * 60 * 1000;

/** Removes what is staged for a key, except `keep`, and what attempts and uploads that died have left for a week. */
export async function clearStaging(
  paths: BlobPaths,
  key: string,
  keep?: PartialPaths,
): Promise<void> {
  const prefix = paths.partialPrefix(key);
  const kept = keep ? [basename(keep.file), basename(keep.ledger)] : [];
  for (const name of await readdir(paths.staging)) {
    if (kept.includes(name)) continue;
    const path = join(paths.staging, name);
    if (name.startsWith(prefix) || (await isLeftOver(path))) await rm(path, { force: true });
  }
}

/** A ledger without its partial file would say that the package was committed, so it goes first. */
export async function removePartial({ ledger, file }: PartialPaths): Promise<void> {
  await rm(ledger, { force: true });
  await rm(file, { force: true });
}

async function isLeftOver(path: string): Promise<boolean> {
  try {
    return (await stat(path)).mtimeMs < Date.now() - keepMs;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
