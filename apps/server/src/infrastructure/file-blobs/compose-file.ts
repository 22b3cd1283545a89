import { rm } from 'node:fs/promises';
import { BlobStoreError, type Compose, type Composed } from '../blob-store.ts';
import { moveIntoPlace, syncName } from '../durable-files.ts';
import type { BlobPaths } from './blob-paths.ts';
import { removePartial } from './clear-staging.ts';
import { copySegments } from './copy-segments.ts';
import type { CopyAside } from './copy-threads.ts';
import { isMissing } from './file-errors.ts';
import { fileSize } from './file-size.ts';
import { placedBytes, readLedger } from './ledger.ts';
import { PartialFile } from './partial-file.ts';

/** `compose` of the blob store for files: positioned writes into a partial file, then one rename. */
export async function composeFile(
  paths: BlobPaths,
  compose: Compose,
  copyAside: CopyAside,
): Promise<Composed> {
  const { key, plan } = compose;
  const staged = paths.partial(key, plan.hash);
  if (await wasCommitted(paths, compose)) {
    // Whoever made the rename may not have lived to sync it.
    await syncName(paths.object(key));
    await rm(staged.ledger, { force: true });
    const blobs = plan.segments.filter((segment) => segment.kind === 'blob').length;
    compose.onProgress({ bytes: plan.sizeBytes, blobs });
    return { writtenBytes: 0, resumedBytes: plan.sizeBytes };
  }
  const partial = await PartialFile.open(paths, compose);
  const resumedBytes = partial.safeBytes;
  try {
    partial.tellProgress();
    await copySegments({ paths, compose, partial, copyAside });
    await partial.sync();
    // Copying may have been done before the first sync was.
    compose.signal.throwIfAborted();
  } catch (error) {
    // A part of the damaged blob is in there.
    if (isDamaged(error)) await removePartial(staged);
    throw error;
  } finally {
    await partial.close();
  }
  await commit(paths, compose);
  await rm(staged.ledger, { force: true });
  return { writtenBytes: plan.sizeBytes - resumedBytes, resumedBytes };
}

/** Whether an attempt with this plan was cut short after its commit: its ledger is full and its partial file is gone. */
async function wasCommitted(paths: BlobPaths, { key, plan }: Compose): Promise<boolean> {
  const staged = paths.partial(key, plan.hash);
  if ((await fileSize(paths.object(key))) !== plan.sizeBytes) return false;
  if ((await fileSize(staged.file)) !== undefined) return false;
  return placedBytes(await readLedger(staged.ledger)) === plan.sizeBytes;
}

/** The rename is the commit. An attempt that was thought dead may have made it already, with the same bytes. */
async function commit(paths: BlobPaths, compose: Compose): Promise<void> {
  const { key, plan } = compose;
  try {
    await moveIntoPlace(paths.partial(key, plan.hash).file, paths.object(key));
  } catch (error) {
    if (!isMissing(error) || (await fileSize(paths.object(key))) !== plan.sizeBytes) throw error;
    await syncName(paths.object(key));
  }
}

function isDamaged(error: unknown): boolean {
  return error instanceof BlobStoreError && error.trouble === 'damaged';
}
