import { randomUUID } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { access, open, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BlobStore, BlobStoreError, type ByteRange, type StagedBlob } from '../blob-store.ts';
import { makeFolder, makePrivateFolder, moveIntoPlace } from '../durable-files.ts';
import { appendToFiles } from './append-file.ts';
import { type BlobPaths, blobPaths } from './blob-paths.ts';
import { clearStaging } from './clear-staging.ts';
import { composeFile } from './compose-file.ts';
import { copyThreads } from './copy-threads.ts';
import { checkRoom } from './disk-room.ts';
import { isMissing, readError, writeError } from './file-errors.ts';
import type { LinkSigner } from './link-signer.ts';

const readChunkBytes = 256 * 1024;
const checkRoomEveryBytes = 16 * 1024 * 1024;

/** Blobs as files below a folder. What it has acknowledged survives a power cut. */
export async function fileBlobs(root: string, links: LinkSigner): Promise<BlobStore> {
  const paths = blobPaths(root);
  const copyAside = copyThreads();
  await makePrivateFolder(root);
  await makeFolder(paths.staging);
  await removeUploads(paths);
  return {
    stage: (content) => stageUpload(paths, content),
    promote: (staged, key) => moveIntoPlace(paths.upload(staged.id), paths.object(key)),
    discard: (staged) => rm(paths.upload(staged.id), { force: true }),
    ...appendToFiles(paths),

    async stat(key) {
      try {
        const file = await stat(paths.object(key), { bigint: true });
        if (!file.isFile()) throw new BlobStoreError('unreadable', key);
        const { size, mtimeNs } = file;
        return { sizeBytes: Number(size), etag: `"${size.toString(36)}-${mtimeNs.toString(36)}"` };
      } catch (error) {
        if (isMissing(error)) return undefined;
        throw readError(key, error);
      }
    },

    read: (key, range) => readFile(paths, key, range),

    list: (folder) => listFiles(paths, folder),

    async delete(key) {
      await rm(paths.object(key), { force: true });
      await removeEmptyFolder(dirname(paths.object(key)));
      await clearStaging(paths, key);
    },

    compose: (compose) => composeFile(paths, compose, copyAside),
    signLink: async (key, link) => links.sign(key, link),
    check: () => access(paths.staging, constants.R_OK | constants.W_OK),
  };
}

/** What a process that died was receiving: nobody can own it, since one process at a time has the folder. */
async function removeUploads(paths: BlobPaths): Promise<void> {
  for (const name of await readdir(paths.staging)) {
    if (name.endsWith('.upload')) await rm(join(paths.staging, name), { force: true });
  }
}

async function stageUpload(
  paths: BlobPaths,
  content: AsyncIterable<Uint8Array>,
): Promise<StagedBlob> {
  const id = randomUUID();
  const file = await open(paths.upload(id), 'wx', 0o600);
  try {
    let sizeBytes = 0;
    let checkAt = 0;
    for await (const bytes of content) {
      if (sizeBytes >= checkAt) {
        await checkRoom(paths, id, 0);
        checkAt = sizeBytes + checkRoomEveryBytes;
      }
      await file.writeFile(bytes);
      sizeBytes += bytes.length;
    }
    await file.sync();
    return { id, sizeBytes };
  } catch (error) {
    await rm(paths.upload(id), { force: true });
    throw writeError(id, error);
  } finally {
    await file.close();
  }
}

async function* listFiles(paths: BlobPaths, folder: string) {
  const entries = await readdir(paths.object(folder), {
    recursive: true,
    withFileTypes: true,
  }).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const file = await stat(path).catch((error: unknown) => {
      if (isMissing(error)) return undefined;
      throw error;
    });
    if (file) yield { key: paths.key(path), modifiedAt: file.mtime };
  }
}

/** Best effort: somebody may put a file there at this moment. */
async function removeEmptyFolder(folder: string): Promise<void> {
  await Promise.allSettled([rmdir(folder)]);
}

async function* readFile(paths: BlobPaths, key: string, range?: ByteRange) {
  const file = createReadStream(paths.object(key), {
    highWaterMark: readChunkBytes,
    ...(range && { start: range.start, end: range.end }),
  });
  try {
    for await (const bytes of file) yield bytes as Uint8Array;
  } catch (error) {
    throw error instanceof BlobStoreError ? error : readError(key, error);
  } finally {
    file.destroy();
  }
}
