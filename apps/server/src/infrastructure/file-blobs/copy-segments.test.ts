import { randomBytes } from 'node:crypto';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { bytesOf, planOf, putSources, request } from '../conformance/compose-conformance.ts';
import { type BlobPaths, blobPaths } from './blob-paths.ts';
import { fileBlobs } from './file-blobs.ts';
import { addToLedger, type Placed, placedBytes } from './ledger.ts';
import { linkSigner } from './link-signer.ts';

const mib = 1024 * 1024;
const key = 'exports/package.zip';

let root: string;
let paths: BlobPaths;
let blobs: BlobStore;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'taleport-copy-'));
  paths = blobPaths(root);
  blobs = await fileBlobs(root, linkSigner('a secret of the tests', '/blobs'));
});
afterAll(() => rm(root, { recursive: true }));

/** More small ones than are written at a time, what ends beside a border of chunks and stretches, and what goes over some. */
const sizes = [
  ...Array.from({ length: 70 }, (_, index) => 1 + index * 997),
  ...[16 * mib - 1, 16 * mib, 512 * 1024, 1, 20 * mib, 3],
];

it('writes what is small or large to its place', async () => {
  const { plan, whole } = await packageOf(sizes);
  const placed: number[] = [];
  await blobs.compose({
    ...request(key, plan),
    onProgress: ({ bytes, blobs: count }) => placed.push(bytes, count),
  });
  expect(placed.slice(-2)).toEqual([plan.sizeBytes, sizes.length]);
  expect((await readFile(paths.object(key))).equals(whole)).toBe(true);
});

it.each([
  ['not at the end of a stretch', [5 * mib, 700]],
  ['in a text and in each blob', [1, 3 * mib, 17 * mib]],
])('goes on from what a ledger says: %s', async (_, doneBytes) => {
  const { plan, whole } = await packageOf([20 * mib, 3 * mib + 5, 4_000, 20 * mib, 9]);
  const staged = paths.partial(key, plan.hash);
  await rm(paths.object(key), { force: true });
  const partial = Buffer.alloc(plan.sizeBytes);
  const placement = new Map<number, Placed>();
  for (const [index, { offset, sizeBytes }] of plan.segments.entries()) {
    const bytes = doneBytes[index % (doneBytes.length + 1)] ?? 0;
    if (bytes === 0) continue;
    const done = whole.subarray(offset, offset + Math.min(bytes, sizeBytes));
    partial.set(done, offset);
    placement.set(index, { bytes: done.length, crc: crc32(done) });
  }
  await writeFile(staged.file, partial);
  const ledger = await open(staged.ledger, 'a');
  await addToLedger(ledger, placement);
  await ledger.close();

  expect(placement.size).toBeGreaterThan(2);
  const { resumedBytes } = await blobs.compose(request(key, plan));
  expect(resumedBytes).toBe(placedBytes(placement));
  expect((await readFile(paths.object(key))).equals(whole)).toBe(true);
});

it.each([
  ['damaged', (path: string) => writeFile(path, randomBytes(2_000))],
  ['missing', (path: string) => rm(path)],
])('says which of many small blobs is %s', async (trouble, spoil) => {
  const { plan, sources } = await packageOf(Array.from({ length: 40 }, () => 2_000));
  const spoilt = sources[23]?.key ?? '';
  await spoil(paths.object(spoilt));
  const compose = blobs.compose(request('exports/spoilt.zip', plan));
  await expect(compose).rejects.toMatchObject({ trouble, key: spoilt });
});

/** A package of blobs of these sizes and of a text that is longer than a stretch. */
async function packageOf(sizesBytes: readonly number[]) {
  const sources = await putSources({ put }, sizesBytes);
  const plan = planOf(sources, randomBytes(9 * mib).toString('hex'));
  return { sources, plan, whole: bytesOf(plan, sources) };
}

async function put(name: string, bytes: Uint8Array): Promise<string> {
  await blobs.promote(await blobs.stage(Readable.from([bytes])), `media/${name}`);
  return `media/${name}`;
}
