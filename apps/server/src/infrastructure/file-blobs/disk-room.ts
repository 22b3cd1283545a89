import { statfs } from 'node:fs/promises';
import { BlobStoreError } from '../blob-store.ts';
import type { BlobPaths } from './blob-paths.ts';

/** What is left free for the database and for everyone else on the disk. */
const spareBytes = 256 * 1024 * 1024;

/** Throws BlobStoreError `full` when the disk has not the room for so many bytes more, and the spare ones. */
export async function checkRoom(paths: BlobPaths, key: string, neededBytes: number): Promise<void> {
  const { bavail, bsize } = await statfs(paths.root);
  if (bavail * bsize < neededBytes + spareBytes) throw new BlobStoreError('full', key);
}
