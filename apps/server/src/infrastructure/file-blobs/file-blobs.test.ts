import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { planArchive } from '@taleport/story-archive';
import { expect, it } from 'vitest';
import { blobConformance } from '../conformance/blob-conformance.ts';
import { fileBlobs } from './file-blobs.ts';
import { linkSigner } from './link-signer.ts';

it('a package that the disk has not the room for is refused before anything is written', async () => {
  const root = await mkdtemp(join(tmpdir(), 'taleport-blobs-'));
  const blobs = await fileBlobs(root, linkSigner('a secret of the tests', '/blobs'));
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
  await rm(root, { recursive: true });
});

it('an upload that a dead process was receiving is gone at the next start', async () => {
  const root = await mkdtemp(join(tmpdir(), 'taleport-blobs-'));
  const links = linkSigner('a secret of the tests', '/blobs');
  const first = await fileBlobs(root, links);
  await first.stage(Readable.from([Buffer.from('half')]));
  expect(await readdir(join(root, 'staging'))).toHaveLength(1);
  await fileBlobs(root, links);
  expect(await readdir(join(root, 'staging'))).toEqual([]);
  await rm(root, { recursive: true });
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
