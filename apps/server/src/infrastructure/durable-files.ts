import { chmod, mkdir, open, rename } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** Whoever can look into it can do all that it allows. */
const forOwner = 0o700;

/** Gives a synced file its final path, in one step that survives a power cut. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  const folder = dirname(to);
  await makeFolder(dirname(folder));
  await mkdir(folder, { recursive: true });
  // A clean-up may have found the folder empty, and removed it between the two.
  await rename(from, to).catch(async () => {
    await mkdir(folder, { recursive: true });
    await rename(from, to);
  });
  await syncName(to);
}

/** Makes the name of a file safe, and that of its folder, which may have been made for it. */
export async function syncName(path: string): Promise<void> {
  const folder = dirname(path);
  await Promise.all([syncFolder(folder), syncFolder(dirname(folder))]);
}

/** Makes a folder and what is missing above it, each entry synced, for its owner only. */
export async function makeFolder(path: string): Promise<void> {
  const folder = resolve(path);
  const firstMade = await mkdir(folder, { recursive: true, mode: forOwner });
  if (firstMade === undefined) return;
  for (let made = folder; made.length >= firstMade.length; made = dirname(made)) {
    await syncFolder(dirname(made));
  }
}

/** Makes a folder where there is none, and lets nobody but its owner into it in any case. */
export async function makePrivateFolder(path: string): Promise<void> {
  await makeFolder(path);
  await chmod(path, forOwner).catch((error: unknown) => {
    // It belongs to somebody else, who says who may read it, or is on a file system where everything belongs to all.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) throw error;
  });
}

/** Makes the entries of a folder safe: without it, a power cut can take a file's name although its bytes are there. */
export async function syncFolder(path: string): Promise<void> {
  // Windows refuses to sync a folder; NTFS keeps the order of such changes by itself.
  if (process.platform !== 'win32') await sync(path, 'r');
}

/** Makes the bytes of a file safe. */
export async function syncFile(path: string): Promise<void> {
  await sync(path, 'r+');
}

async function sync(path: string, flags: 'r' | 'r+'): Promise<void> {
  const file = await open(path, flags);
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
