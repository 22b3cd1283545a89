import { open, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { planArchive } from '@taleport/story-archive';
import { mediaBlobKey } from '../../apps/server/src/infrastructure/blob-keys.ts';
import { fileBlobs } from '../../apps/server/src/infrastructure/file-blobs/file-blobs.ts';
import { linkSigner } from '../../apps/server/src/infrastructure/file-blobs/link-signer.ts';
import { highestMib, watchMemory } from '../../scripts/measure/process-memory.ts';
import type { StoredMedia } from '../bench-server.ts';
import { makeMemoryPresent } from './memory-present.ts';
import type { Task } from './run-contestant.ts';

/** Of the media, those of a small package that is made before. */
const warmUp = [1, 9] as const;
/** So much is written while memory is watched, in one package or in many: a process grows with its work until it cleans up. */
const watchedBytes = 8 * 1024 ** 3;

/** A process of its own that makes one package, as the file that is its argument says, and prints what it took. */
const task: Task = JSON.parse(await readFile(process.argv[2] ?? '', 'utf8'));
const measured = task.name === 'taleport compose' ? await composed(task) : await zipped(task);
console.log(JSON.stringify(measured));

async function composed({ files, out, media, blobRoot, key, isMemoryWatched }: Task) {
  const blobs = await fileBlobs(blobRoot, linkSigner('a secret of the benchmark', '/blobs'));
  const compose = async (some: readonly StoredMedia[], as: string) => {
    const entries = some.map(({ sizeBytes, crc32, sha256 }) => ({
      name: `media/${sha256}`,
      sizeBytes,
      crc32,
      content: { key: mediaBlobKey(sha256), sha256 },
    }));
    const plan = planArchive(entries);
    const signal = new AbortController().signal;
    const startedAt = performance.now();
    await blobs.compose({ key: as, plan, signal, onProgress: () => undefined });
    return performance.now() - startedAt;
  };
  const small = `${key}.small`;
  await compose(media.slice(...warmUp), small);
  // Not `maxRSS` at the end, which begins with that of the process that has started this one (getrusage(2)).
  const warmPeakMib = await highestMib(process.pid);
  const warmMib = await watchMemory(process.pid);
  makeMemoryPresent(files, out);
  const ms = await compose(media, key);
  const sizeBytes = media.reduce((sum, medium) => sum + medium.sizeBytes, 0);
  const another = `${key}.another`;
  for (let written = sizeBytes; isMemoryWatched && written < watchedBytes; written += sizeBytes) {
    await compose(media, another);
    await blobs.delete(another);
  }
  const highest = await highestMib(process.pid);
  // Only now: with the last file in it the store removes the folder, which the one above was written to.
  await blobs.delete(small);
  const peakMib = Math.max(warmPeakMib, highest);
  return { ms, peakMib, ...(isMemoryWatched && { grownMib: highest - warmMib }) };
}

async function zipped({ name, files, out, isSynced }: Task) {
  const { peers } = await import('./peers.ts');
  const peer = peers[name];
  if (!peer) throw new Error(`There is no contestant ${name}`);
  await peer(files.slice(...warmUp), `${out}.small`);
  await rm(`${out}.small`);
  makeMemoryPresent(files, out);
  const startedAt = performance.now();
  await peer(files, out);
  for (const path of isSynced ? [out, dirname(out)] : []) {
    const file = await open(path);
    await file.sync();
    await file.close();
  }
  return { ms: performance.now() - startedAt, peakMib: await highestMib(process.pid) };
}
