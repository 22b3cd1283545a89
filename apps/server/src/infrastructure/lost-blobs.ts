import { basename } from 'node:path';
import type { BlobStore } from './blob-store.ts';

/** Names that the database is asked for in one statement. */
const namesAtOnce = 500;

interface Search {
  readonly blobs: Pick<BlobStore, 'list'>;
  readonly folder: string;
  /** What is younger is left alone: whoever puts it there may not have written its row yet. */
  readonly olderThanMs: number;
  /** By what the rows know a blob; the last part of its key where it is left out. */
  readonly nameOf?: (key: string) => string;
  /** Those of the names that a row speaks of. */
  readonly known: (names: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly signal: AbortSignal;
}

export interface LostBlob {
  readonly key: string;
  readonly name: string;
}

/** The blobs of a folder that no row speaks of: what was left when a process died between the two. */
export async function* lostBlobs(search: Search): AsyncGenerator<LostBlob> {
  let batch: LostBlob[] = [];
  for await (const blob of oldBlobs(search)) {
    batch.push(blob);
    if (batch.length < namesAtOnce) continue;
    yield* await withoutRow(search, batch);
    batch = [];
  }
  if (batch.length > 0) yield* await withoutRow(search, batch);
}

async function* oldBlobs(search: Search): AsyncGenerator<LostBlob> {
  const { blobs, folder, olderThanMs, nameOf = basename, signal } = search;
  for await (const { key, modifiedAt } of blobs.list(folder)) {
    if (signal.aborted) return;
    if (modifiedAt.getTime() <= Date.now() - olderThanMs) yield { key, name: nameOf(key) };
  }
}

async function withoutRow({ known }: Search, batch: readonly LostBlob[]): Promise<LostBlob[]> {
  const names = await known(batch.map(({ name }) => name));
  return batch.filter(({ name }) => !names.has(name));
}
