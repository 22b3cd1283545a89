import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { bytesOf, planOf, putSources, request } from '../conformance/compose-conformance.ts';
import { fileBlobs } from './file-blobs.ts';
import { linkSigner } from './link-signer.ts';

const mib = 1024 * 1024;
const key = 'exports/package.zip';

let root: string;
let blobs: BlobStore;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'taleport-copy-'));
  blobs = await fileBlobs(root, linkSigner('a secret of the tests', '/blobs'));
});
afterAll(() => rm(root, { recursive: true }));

/** More small ones than are written at a time, what ends beside a border of chunks and stretches, and what goes over some. */
const sizes = [
  ...Array.from({ length: 150 }, (_, index) => 1 + index * 997),
  ...[16 * mib - 1, 16 * mib, 16 * mib + 1, 512 * 1024, 1],
  ...Array.from({ length: 9 }, () => 2 * mib),
  ...[40 * mib, 3],
];

it('writes what is small or large to its place, also when it goes on after a stop', async () => {
  const sources = await putSources({ put }, sizes);
  const text = randomBytes(10 * mib).toString('hex');
  const plan = planOf(sources, text);
  const whole = bytesOf(plan, sources);

  const stop = new AbortController();
  const stopped = blobs.compose({
    ...request(key, plan),
    signal: stop.signal,
    onProgress: ({ bytes }) => bytes > plan.sizeBytes / 3 && stop.abort(new Error('stopped')),
  });
  await expect(stopped).rejects.toThrow('stopped');
  const { resumedBytes, writtenBytes } = await blobs.compose(request(key, plan));
  expect(resumedBytes).toBeGreaterThan(plan.sizeBytes / 3);
  expect(resumedBytes + writtenBytes).toBe(plan.sizeBytes);
  expect((await readFile(join(root, 'objects', key))).equals(whole)).toBe(true);

  await blobs.delete(key);
  const placed: number[] = [];
  await blobs.compose({
    ...request(key, plan),
    onProgress: ({ bytes, blobs: count }) => placed.push(bytes, count),
  });
  expect(placed.slice(-2)).toEqual([plan.sizeBytes, sizes.length]);
  expect((await readFile(join(root, 'objects', key))).equals(whole)).toBe(true);
});

async function put(name: string, bytes: Uint8Array): Promise<string> {
  await blobs.promote(await blobs.stage(Readable.from([bytes])), `media/${name}`);
  return `media/${name}`;
}
