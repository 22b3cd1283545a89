import { expect, it } from 'vitest';
import type { BlobStore } from './blob-store.ts';
import { lostBlobs } from './lost-blobs.ts';

const olderThanMs = 60_000;
const old = new Date(Date.now() - 2 * olderThanMs);

/** A folder of old files, and one that has just come. */
function folderOf(files: number): Pick<BlobStore, 'list'> {
  return {
    async *list(folder) {
      yield { key: `${folder}/new`, modifiedAt: new Date() };
      for (let file = 0; file < files; file += 1) {
        yield { key: `${folder}/${file}`, modifiedAt: old };
      }
    },
  };
}

it('asks for many files at once which of them have a row, and leaves alone what is new', async () => {
  const asked: number[] = [];
  const known = async (names: readonly string[]) => {
    asked.push(names.length);
    return new Set(names.filter((name) => name !== '7' && name !== '1100'));
  };
  const { signal } = new AbortController();
  const search = { blobs: folderOf(1_200), folder: 'media', olderThanMs, known, signal };
  expect(await Array.fromAsync(lostBlobs(search))).toEqual([
    { key: 'media/7', name: '7' },
    { key: 'media/1100', name: '1100' },
  ]);
  expect(asked).toEqual([500, 500, 200]);
});

it('ends where it is stopped', async () => {
  const stop = new AbortController();
  const known = async () => {
    stop.abort();
    return new Set<string>();
  };
  const search = {
    blobs: folderOf(1_200),
    folder: 'media',
    olderThanMs,
    known,
    signal: stop.signal,
  };
  expect(await Array.fromAsync(lostBlobs(search))).toHaveLength(500);
});
