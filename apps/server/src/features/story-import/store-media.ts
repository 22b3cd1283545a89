import type { PackageFile, ReadPackage } from '@taleport/story-archive';
import pMap from 'p-map';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import { grantMedia } from '../../infrastructure/database/media-rows.ts';
import { discardStaged, keepMedia, type StagedMedia } from '../../infrastructure/keep-media.ts';
import type { ProgressReporter } from '../../jobs/progress.ts';
import { knownMediaSizes } from './import-storage.ts';

interface Storing {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly signal: AbortSignal;
  readonly progress: ProgressReporter;
  readonly ownerId: string;
}

type CheckedFile = ReadPackage['files'][number];

/** So many files are looked up at a time. */
const lookedUpFiles = 500;
const batchFiles = 16;
const batchBytes = 8 * 1024 * 1024;
const batchesAtOnce = 3;

/**
 * Lets the importer use these files of a package. What is stored already is not stored again: the package had its bytes, so its
 * importer has them too. The rest is checked once more on its way, since the upload may have been damaged meanwhile. An attempt that
 * is broken off leaves what it has stored for the next one to find.
 */
export async function storeMedia(
  work: Storing,
  read: ReadPackage,
  files: readonly CheckedFile[],
): Promise<void> {
  const { signal } = work;
  const counts = countFiles(files);
  const fresh: CheckedFile[] = [];
  for (let from = 0; from < files.length; from += lookedUpFiles) {
    signal.throwIfAborted();
    const batch = files.slice(from, from + lookedUpFiles);
    const stored = await grantThose(work, batch);
    for (const file of batch) {
      if (stored.has(file.sha256)) counts.done(file);
      else fresh.push(file);
    }
    work.progress.report(counts.now());
  }
  await eachAtOnce(batchesOf(fresh), signal, async (batch, stop) => {
    const staged = await stageAll(work.blobs, batch, (path) => read.readFile(path, stop));
    for (const file of batch) counts.done(file);
    // Before it is kept: were the process to die right after that, the job has still moved forward.
    await work.progress.keep(counts.now());
    await keepMedia(work, staged);
    work.progress.report(counts.now());
  });
}

/** Small files go together: a transaction and its syncs take longer than they do. */
function batchesOf(files: readonly CheckedFile[]): CheckedFile[][] {
  const batches: CheckedFile[][] = [];
  let sizeBytes = Number.POSITIVE_INFINITY;
  for (const file of files) {
    if (sizeBytes >= batchBytes || batches.at(-1)?.length === batchFiles) {
      batches.push([]);
      sizeBytes = 0;
    }
    batches.at(-1)?.push(file);
    sizeBytes += file.sizeBytes;
  }
  return batches;
}

/** Where one of them cannot be staged, none stays so. */
async function stageAll(
  blobs: BlobStore,
  files: readonly CheckedFile[],
  contentOf: (path: string) => AsyncIterable<Uint8Array>,
): Promise<StagedMedia[]> {
  const staging = files.map(async ({ path, sha256, crc32, sizeBytes, mediaType }) => ({
    staged: await blobs.stage(contentOf(path)),
    media: { sha256, crc32, sizeBytes, mediaType },
  }));
  const ends = await Promise.allSettled(staging);
  const staged = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
  for (const end of ends) {
    if (end.status === 'fulfilled') continue;
    await discardStaged(blobs, staged);
    throw end.reason;
  }
  return staged;
}

/** Those of the files that the store really has, and that the importer may use from now on. */
async function grantThose(
  { db, blobs, ownerId }: Storing,
  files: readonly CheckedFile[],
): Promise<ReadonlySet<string>> {
  const sizes = await knownMediaSizes(
    db,
    files.map(({ sha256 }) => sha256),
  );
  const look = async ([sha256, sizeBytes]: [string, number]) => {
    const blob = await blobs.stat(mediaBlobKey(sha256));
    return blob?.sizeBytes === sizeBytes ? [sha256] : [];
  };
  const stored = (await pMap(sizes, look, { concurrency: 16 })).flat();
  return grantMedia(db, ownerId, stored);
}

/** Does something with each of the batches, a few at a time. When one fails, the others stop, and all are over when it throws. */
async function eachAtOnce(
  batches: readonly CheckedFile[][],
  signal: AbortSignal,
  work: (batch: CheckedFile[], signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const failed = new AbortController();
  const stop = AbortSignal.any([signal, failed.signal]);
  const left = batches.values();
  const takeAll = async () => {
    for (const batch of left) {
      stop.throwIfAborted();
      await work(batch, stop);
    }
  };
  const lines = Array.from({ length: batchesAtOnce }, () =>
    takeAll().catch((error: unknown) => {
      failed.abort(error);
      throw error;
    }),
  );
  const ends = await Promise.allSettled(lines);
  signal.throwIfAborted();
  for (const end of ends) if (end.status === 'rejected') throw failed.signal.reason;
}

function countFiles(files: readonly PackageFile[]) {
  let itemsDone = 0;
  let bytesDone = 0;
  const bytesTotal = files.reduce((total, { sizeBytes }) => total + sizeBytes, 0);
  return {
    done({ sizeBytes }: PackageFile): void {
      itemsDone += 1;
      bytesDone += sizeBytes;
    },
    now: () => ({ itemsDone, itemsTotal: files.length, bytesDone, bytesTotal }),
  };
}
