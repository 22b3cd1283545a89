import {
  appendFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { inlineEntry, planArchive } from '@taleport/story-archive';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { blobConformance } from '../conformance/blob-conformance.ts';
import { fileBlobs } from './file-blobs.ts';
import { linkSigner } from './link-signer.ts';

it('a package that the disk has not the room for is refused before anything is written', async () => {
  const { root, blobs } = await newStore();
  const blob = {
    name: 'huge.mp4',
    sizeBytes: 2 ** 50,
    crc32: 1,
    content: { key: 'media/huge', sha256: '0'.repeat(64) },
  };
  const compose = blobs.compose({
    key: 'exports/huge.zip',
    plan: planArchive([blob]),
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  await expect(compose).rejects.toMatchObject({ name: 'BlobStoreError', trouble: 'full' });
  expect(await readdir(join(root, 'staging'))).toEqual([]);
});

it('an upload that a dead process was receiving is gone at the next start', async () => {
  const { root, blobs } = await newStore();
  await blobs.stage(Readable.from([Buffer.from('half')]));
  expect(await readdir(join(root, 'staging'))).toHaveLength(1);
  await fileBlobs(root, linkSigner('a secret of the tests', '/blobs'));
  expect(await readdir(join(root, 'staging'))).toEqual([]);
});

it('what lies behind the bytes that were acknowledged is given up', async () => {
  const { root, blobs } = await newStore();
  const append = (offset: number, text: string) =>
    blobs.append({
      key: 'uploads/one',
      offset,
      sizeBytes: 20,
      content: Readable.from([Buffer.from(text)]),
      onSafe: async () => undefined,
    });
  await append(0, 'once upon');
  await appendFile(join(root, 'objects/uploads/one'), ' what a power cut has left');
  expect(await blobs.appended('uploads/one', 9)).toBe(9);
  await append(9, ' a time');
  expect(await readFile(join(root, 'objects/uploads/one'), 'utf8')).toBe('once upon a time');
});

it('what is not a file where a blob should be is unreadable', async () => {
  const { root, blobs } = await newStore();
  await mkdir(join(root, 'objects/media/blob'), { recursive: true });
  const unreadable = { name: 'BlobStoreError', trouble: 'unreadable', key: 'media/blob' };
  await expect(blobs.stat('media/blob')).rejects.toMatchObject(unreadable);
  await expect(Array.fromAsync(blobs.read('media/blob'))).rejects.toMatchObject(unreadable);
  await expect(composeOne(blobs, 'media/blob')).rejects.toMatchObject(unreadable);
});

it('what attempts and uploads that died have left goes after a week', async () => {
  const { root, blobs } = await newStore();
  const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
  for (const [name, days] of [
    ['of-last-month.partial', 8],
    ['of-last-month.ledger', 8],
    ['of-this-week.partial', 6],
  ] as const) {
    await writeFile(join(root, 'staging', name), 'half');
    await utimes(join(root, 'staging', name), daysAgo(days), daysAgo(days));
  }
  await composeOne(blobs);
  expect(await readdir(join(root, 'staging'))).toEqual(['of-this-week.partial']);
});

it.runIf(process.platform === 'linux')('no file stays open, whatever goes wrong', async () => {
  const { root, blobs } = await newStore();
  await blobs.promote(await blobs.stage(Readable.from([Buffer.alloc(1_000_000)])), 'media/zeros');
  await mkdir(join(root, 'objects/media/folder'));
  const broken = Readable.from(brokenOff());
  await expect(blobs.stage(broken)).rejects.toThrow('the line broke');
  await expect(composeOne(blobs, 'media/zeros')).rejects.toMatchObject({ trouble: 'damaged' });
  await expect(composeOne(blobs, 'media/folder')).rejects.toMatchObject({ trouble: 'unreadable' });
  await expect(composeOne(blobs, 'media/none')).rejects.toMatchObject({ trouble: 'missing' });
  await expect(composeOne(blobs, undefined, AbortSignal.abort('stopped'))).rejects.toBe('stopped');
  for await (const _ of blobs.read('media/zeros')) break;
  await vi.waitFor(async () => expect(await openFilesBelow(root)).toEqual([]));
});

blobConformance(async () => {
  const root = await mkdtemp(join(tmpdir(), 'taleport-blobs-'));
  const blobs = await fileBlobs(root, linkSigner('a secret of the tests', '/blobs'));
  return {
    blobs,
    async close() {
      const left = await readdir(join(root, 'staging'));
      await rm(root, { recursive: true, force: true });
      if (left.length > 0) throw new Error(`Left in staging: ${left.join(', ')}`);
    },
  };
});

async function newStore() {
  const root = await mkdtemp(join(tmpdir(), 'taleport-blobs-'));
  onTestFinished(() => rm(root, { recursive: true }));
  return { root, blobs: await fileBlobs(root, linkSigner('a secret of the tests', '/blobs')) };
}

/** Composes a package of a text, and of a blob of a million bytes that has another content than the plan says. */
function composeOne(
  blobs: BlobStore,
  key?: string,
  signal: AbortSignal = new AbortController().signal,
) {
  const sha256 = '0'.repeat(64);
  const blob = {
    name: 'blob.bin',
    sizeBytes: 1_000_000,
    crc32: 1,
    content: { key: key ?? '', sha256 },
  };
  const text = inlineEntry('text.txt', Buffer.from('a text'));
  return blobs.compose({
    key: 'exports/one.zip',
    plan: planArchive(key === undefined ? [text] : [text, blob]),
    signal,
    onProgress: () => undefined,
  });
}

async function* brokenOff(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('half');
  throw new Error('the line broke');
}

async function openFilesBelow(root: string): Promise<string[]> {
  const links = await readdir('/proc/self/fd');
  // One of them is the folder that is being read, and is gone by now.
  const paths = await Promise.all(
    links.map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => '')),
  );
  return paths.filter((path) => path.startsWith(root));
}
