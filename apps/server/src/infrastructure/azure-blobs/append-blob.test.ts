import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, expect, it, onTestFinished } from 'vitest';
import { startAzurite } from '../../../test/azurite.ts';
import { startStorageProxy } from '../../../test/storage-proxy.ts';
import { accountOfConnectionString } from '../azure-account/storage-account.ts';
import { azureBlobs } from './azure-blobs.ts';

const azurite = await startAzurite();
afterAll(() => azurite.stop());

const containers = { media: 'story-media', exports: 'story-exports', uploads: 'story-uploads' };
const openStore = (connectionString: string) =>
  azureBlobs(accountOfConnectionString(connectionString), { containers, isHttpsOnly: false });

it('a block whose answer is lost is appended once', async () => {
  let lost = 0;
  const proxy = await startStorageProxy(azurite.blobUrl, {
    loseAnswer({ url = '' }) {
      if (!url.includes('comp=appendblock')) return false;
      lost += 1;
      return lost === 1;
    },
  });
  onTestFinished(() => proxy.stop());
  const { origin } = new URL(azurite.blobUrl);
  const blobs = await openStore(azurite.connectionString.replace(origin, proxy.url));
  const bytes = randomBytes(100_000);
  const told: number[] = [];
  await blobs.append({
    key: 'uploads/lost',
    offset: 0,
    sizeBytes: bytes.length,
    content: Readable.from([bytes]),
    onSafe: async (safeBytes) => void told.push(safeBytes),
  });
  expect(lost).toBe(2);
  expect(told).toEqual([100_000]);
  const read = Buffer.concat(await Array.fromAsync(blobs.read('uploads/lost')));
  expect(read.equals(bytes)).toBe(true);
});

it('what nobody could be told of is there, and counts', async () => {
  const blobs = await openStore(azurite.connectionString);
  const append = (offset: number, onSafe: () => Promise<void>) =>
    blobs.append({
      key: 'uploads/untold',
      offset,
      sizeBytes: 2_000,
      content: Readable.from([randomBytes(1_000)]),
      onSafe,
    });
  const fail = async () => {
    throw new Error('the database is away');
  };
  await expect(append(0, fail)).rejects.toThrow('the database is away');
  expect(await blobs.appended('uploads/untold', 0)).toBe(1_000);
  const overtaken = append(0, async () => undefined);
  await expect(overtaken).rejects.toMatchObject({ name: 'BlobOvertakenError' });
  await append(1_000, async () => undefined);
  expect(await blobs.stat('uploads/untold')).toMatchObject({ sizeBytes: 2_000 });
});
