import { constants, type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Append, BlobOvertakenError, type BlobStore, BlobStoreError } from '../blob-store.ts';
import { makeFolder, syncName } from '../durable-files.ts';
import type { BlobPaths } from './blob-paths.ts';
import { checkRoom } from './disk-room.ts';
import { isMissing, readError, writeError } from './file-errors.ts';
import { fileSize } from './file-size.ts';
import { GrowingFile } from './growing-file.ts';

/** `append` and `appended` of the blob store for files: a file grows at its place. One process at a time has the folder. */
export function appendToFiles(paths: BlobPaths): Pick<BlobStore, 'append' | 'appended'> {
  const growing = new Set<string>();
  return {
    async append(append) {
      if (growing.has(append.key)) throw new BlobOvertakenError(append.key);
      growing.add(append.key);
      await appendToFile(paths, append).finally(() => growing.delete(append.key));
    },

    async appended(key, acknowledgedBytes) {
      // What is there beyond may be without its bytes after a power cut: it is cut off by the next append.
      if (acknowledgedBytes > 0)
        checkSize(key, await fileSize(paths.object(key)), acknowledgedBytes);
      return acknowledgedBytes;
    },
  };
}

async function appendToFile(paths: BlobPaths, append: Append): Promise<void> {
  const { key, offset, sizeBytes, content } = append;
  await checkRoom(paths, key, sizeBytes - offset);
  const file = offset === 0 ? await create(paths, key) : await openAt(paths, append);
  try {
    const growing = new GrowingFile(paths, append, file);
    try {
      for await (const bytes of content) await growing.write(bytes);
    } finally {
      await growing.makeSafe();
    }
  } finally {
    await file.close();
  }
}

async function create(paths: BlobPaths, key: string): Promise<FileHandle> {
  const path = paths.object(key);
  const openNew = async () => {
    await makeFolder(dirname(path));
    return open(path, constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC, 0o600);
  };
  try {
    const file = await openNew().catch((error: unknown) => {
      // A clean-up may have found the folder empty, and removed it between the two.
      if (isMissing(error)) return openNew();
      throw error;
    });
    await syncName(path);
    return file;
  } catch (error) {
    throw writeError(key, error);
  }
}

async function openAt(paths: BlobPaths, { key, offset }: Append): Promise<FileHandle> {
  const file = await open(paths.object(key), constants.O_RDWR).catch((error: unknown) => {
    throw readError(key, error);
  });
  try {
    checkSize(key, (await file.stat()).size, offset);
    await file.truncate(offset);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

function checkSize(key: string, sizeBytes: number | undefined, leastBytes: number): void {
  if (sizeBytes === undefined) throw new BlobStoreError('missing', key);
  if (sizeBytes < leastBytes) throw new BlobStoreError('damaged', key);
}
