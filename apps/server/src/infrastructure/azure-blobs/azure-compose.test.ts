import { randomBytes, randomUUID } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { BlobServiceClient } from '@azure/storage-blob';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { startAzurite } from '../../../test/azurite.ts';
import { type RefusedRequest, startStorageProxy } from '../../../test/storage-proxy.ts';
import { accountOfConnectionString } from '../azure-account/storage-account.ts';
import type { BlobStore } from '../blob-store.ts';
import { bytesOf, planOf, putSources, request } from '../conformance/compose-conformance.ts';
import { azureBlobs } from './azure-blobs.ts';
import { azureBlockLimits, type BlockLimits } from './block-layout.ts';

const passedBytes = countPassedBytes();
const azurite = await startAzurite();
afterAll(() => azurite.stop());

const kib = 1024;
const mib = 1024 * kib;
const containers = { media: 'story-media', exports: 'story-exports', uploads: 'story-uploads' };
const limits: BlockLimits = {
  ...azureBlockLimits,
  spareBytes: 0,
  sizes: [{ copiedBytes: 64 * kib, gatheredBytes: 32 * kib }],
};
/** The service as another program sees it. */
const others = BlobServiceClient.fromConnectionString(azurite.connectionString);
const mediaAsOthers = (key: string) =>
  others.getContainerClient(containers.media).getBlockBlobClient(key.slice('media/'.length));

let blobs: BlobStore;
let folder: string;
const mediaKey = (name: string) => `media/${folder}/${name}`;
const packageKey = () => `exports/${folder}/package.zip`;
const openStore = (connectionString: string, blockLimits = limits) =>
  azureBlobs(accountOfConnectionString(connectionString), {
    containers,
    isHttpsOnly: false,
    limits: blockLimits,
  });
beforeAll(async () => {
  blobs = await openStore(azurite.connectionString);
});
beforeEach(() => {
  folder = randomUUID();
});

describe('a package in Azure', () => {
  it('is made without its media passing through this process', async () => {
    const store = await openStore(azurite.connectionString, azureBlockLimits);
    const sources = await storeMedia(store, [17 * mib]);
    const plan = planOf(sources);
    const before = passedBytes();
    expect(before).toBeGreaterThan(17 * mib);
    const composed = await store.compose(request(packageKey(), plan));
    const passed = passedBytes() - before;
    expect(composed).toEqual({ writtenBytes: plan.sizeBytes, resumedBytes: 0 });
    expect(passed).toBeGreaterThan(0);
    expect(passed).toBeLessThan(plan.sizeBytes / 100);
    expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('is not made again from the same plan, and takes the place of one from another', async () => {
    const sources = await storeMedia(blobs, [200 * kib]);
    const [plan, other] = [planOf(sources), planOf(sources, 'another text')];
    await blobs.compose(request(packageKey(), other));
    expect(await blobs.compose(request(packageKey(), other))).toEqual({
      writtenBytes: 0,
      resumedBytes: other.sizeBytes,
    });
    await blobs.compose(request(packageKey(), plan));
    expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('is one request where it is small, and another plan takes its place', async () => {
    const asked: (string | undefined)[] = [];
    const store = await openBehindProxy((_, { method, url }) => {
      if (url?.includes('package.zip')) asked.push(method);
      return undefined;
    }, azureBlockLimits);
    const sources = await storeMedia(store, [50 * kib, 30 * kib]);
    const [plan, other] = [planOf(sources), planOf(sources, 'another text')];
    expect(await store.compose(request(packageKey(), other))).toMatchObject({ resumedBytes: 0 });
    expect(asked).toEqual(['PUT']);
    const again = await store.compose(request(packageKey(), other));
    expect(again).toEqual({ writtenBytes: 0, resumedBytes: other.sizeBytes });
    expect(asked).toEqual(['PUT', 'PUT', 'HEAD']);
    expect(await store.compose(request(packageKey(), plan))).toMatchObject({ resumedBytes: 0 });
    expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('is not taken for one that is there when the service refuses it', async () => {
    const refusal = { status: 409, code: 'ContainerBeingDeleted' };
    const store = await openBehindProxy(
      (_, { url }) => (url?.includes('package.zip') ? refusal : undefined),
      azureBlockLimits,
    );
    const plan = planOf(await storeMedia(store, [50 * kib]));
    const composing = store.compose(request(packageKey(), plan));
    await expect(composing).rejects.toThrow('ContainerBeingDeleted');
  });

  it('leaves no block when it is deleted before it is done', async () => {
    const sources = await storeMedia(blobs, [900 * kib, 100 * kib]);
    const plan = planOf(sources);
    await blobs.delete(mediaKey('source-1'));
    const composing = blobs.compose(request(packageKey(), plan));
    await expect(composing).rejects.toMatchObject({ trouble: 'missing' });
    const { uncommittedBlocks = [] } = await blocksOfPackage();
    expect(uncommittedBlocks.length).toBeGreaterThan(0);
    await blobs.delete(packageKey());
    await expect(blocksOfPackage()).rejects.toMatchObject({ statusCode: 404 });
  });
});

describe('a media file', () => {
  it('that another program has put there is read to know it, and then copied', async () => {
    const sources = await storeMedia(blobs, [150 * kib]);
    const [source] = sources;
    if (!source) throw new Error('No source');
    await mediaAsOthers(source.key).uploadData(source.bytes);
    const plan = planOf(sources);
    await blobs.compose(request(packageKey(), plan));
    expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
  });

  it.each([
    ['copied', 150 * kib],
    ['gathered', 500],
  ])('that another program has changed is refused, %s', async (_, sizeBytes) => {
    const sources = await storeMedia(blobs, [sizeBytes, 300 * kib]);
    const [source] = sources;
    if (!source) throw new Error('No source');
    await mediaAsOthers(source.key).uploadData(randomBytes(sizeBytes));
    const composing = blobs.compose(request(packageKey(), planOf(sources)));
    await expect(composing).rejects.toMatchObject({ trouble: 'damaged', key: source.key });
    expect(await blobs.stat(packageKey())).toBeUndefined();
  });

  it.each([
    ['the same content is copied all the same', (bytes: Buffer) => bytes, 'done'],
    ['other content is refused', (bytes: Buffer) => randomBytes(bytes.length), 'damaged'],
  ])('that is replaced meanwhile by %s', async (_, replacement, end) => {
    const sources = await storeMedia(blobs, [900 * kib]);
    const [source] = sources;
    if (!source) throw new Error('No source');
    const plan = planOf(sources);
    let replaced: Promise<void> | undefined;
    const composing = blobs.compose({
      ...request(packageKey(), plan),
      // Before the first block is copied, when the blob has been looked at.
      beforeKept: () => {
        replaced ??= put(blobs, source.key, replacement(source.bytes));
        return replaced;
      },
    });
    const outcome = await composing.then(
      () => 'done',
      (error: { trouble?: string }) => error.trouble,
    );
    expect(outcome).toBe(end);
    if (end === 'done') {
      expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
    }
  });
});

describe('where the service does not copy', () => {
  const refusal: RefusedRequest = { status: 403, code: 'CannotVerifyCopySource' };

  it('uploads and packages pass through this process, and are the same', async () => {
    const store = await openBehindProxy((isCopy) => (isCopy ? refusal : undefined));
    const sources = await storeMedia(store, [300 * kib, 150 * kib, 2_000]);
    const plan = planOf(sources);
    await stopInTheMiddle(store, plan);
    const { writtenBytes, resumedBytes } = await store.compose(request(packageKey(), plan));
    expect(resumedBytes).toBeGreaterThan(0);
    expect(writtenBytes + resumedBytes).toBe(plan.sizeBytes);
    expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
  });

  it('what has changed on the way is refused all the same', async () => {
    const store = await openBehindProxy((isCopy) => (isCopy ? refusal : undefined));
    const sources = await storeMedia(store, [300 * kib]);
    const [source] = sources;
    if (!source) throw new Error('No source');
    const { metadata = {} } = await mediaAsOthers(source.key).getProperties();
    await mediaAsOthers(source.key).uploadData(randomBytes(300 * kib), { metadata });
    const composing = store.compose(request(packageKey(), planOf(sources)));
    await expect(composing).rejects.toMatchObject({ trouble: 'damaged', key: source.key });
  });

  it('and is only busy, the request is sent again', async () => {
    let refused = 0;
    const store = await openBehindProxy(() => {
      refused += 1;
      return refused % 3 === 0 ? { status: 503, code: 'ServerBusy' } : undefined;
    });
    const sources = await storeMedia(store, [300 * kib]);
    const plan = planOf(sources);
    await store.compose(request(packageKey(), plan));
    expect((await read(packageKey())).equals(bytesOf(plan, sources))).toBe(true);
    expect(refused).toBeGreaterThan(10);
  });
});

describe('a link', () => {
  const link = { fileName: 'Povești.zip', mediaType: 'application/zip', lifeMs: 60_000 };

  it('gives the blob under its name, and lets nobody change it', async () => {
    await put(blobs, mediaKey('linked'), Buffer.from('content'));
    const url = await blobs.signLink(mediaKey('linked'), link);
    const answer = await fetch(url);
    expect(await answer.text()).toBe('content');
    expect(answer.headers.get('content-type')).toBe('application/zip');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename=.*filename\*=UTF-8''Pove%C8%99ti\.zip$/,
    );
    const headers = { 'x-ms-blob-type': 'BlockBlob' };
    expect((await fetch(url, { method: 'PUT', body: 'x', headers })).status).toBe(403);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(403);
    expect((await fetch(url.replace('linked', 'other'))).status).toBe(403);
  });

  it('ends', async () => {
    await put(blobs, mediaKey('linked'), Buffer.from('content'));
    const url = await blobs.signLink(mediaKey('linked'), { ...link, lifeMs: -1_000 });
    expect((await fetch(url)).status).toBe(403);
  });

  it('has no start, and works over TLS only where it is asked for', async () => {
    const account = accountOfConnectionString(azurite.connectionString);
    const strict = await azureBlobs(account, { containers, isHttpsOnly: true });
    const query = new URL(await strict.signLink(mediaKey('linked'), link)).searchParams;
    expect(query.get('spr')).toBe('https');
    expect(query.has('st')).toBe(false);
    expect(query.get('sp')).toBe('r');
  });
});

async function storeMedia(store: BlobStore, sizes: readonly number[]) {
  return putSources(
    {
      async put(name, bytes) {
        await put(store, mediaKey(name), bytes);
        return mediaKey(name);
      },
    },
    sizes,
  );
}

async function put(store: BlobStore, key: string, bytes: Uint8Array): Promise<void> {
  await store.promote(await store.stage(Readable.from([bytes])), key);
}

async function read(key: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(blobs.read(key)));
}

function blocksOfPackage() {
  return others
    .getContainerClient(containers.exports)
    .getBlockBlobClient(`${folder}/package.zip`)
    .getBlockList('uncommitted');
}

async function stopInTheMiddle(store: BlobStore, plan: ReturnType<typeof planOf>): Promise<void> {
  const stop = new AbortController();
  const composing = store.compose({
    ...request(packageKey(), plan),
    signal: stop.signal,
    onProgress: ({ bytes }) => bytes > plan.sizeBytes / 4 && stop.abort(new Error('stopped')),
  });
  await expect(composing).rejects.toThrow('stopped');
}

async function openBehindProxy(
  refuse: (isCopy: boolean, request: IncomingMessage) => RefusedRequest | undefined,
  blockLimits = limits,
): Promise<BlobStore> {
  const { connectionString, blobUrl } = azurite;
  const proxy = await startStorageProxy(blobUrl, {
    refuse: (asked) => refuse(asked.headers['x-ms-copy-source'] !== undefined, asked),
  });
  onTestFinished(() => proxy.stop());
  return openStore(connectionString.replace(new URL(blobUrl).origin, proxy.url), blockLimits);
}

/** Counts all bytes that this process sends to other ones, and receives from them. */
function countPassedBytes(): () => number {
  const sockets = new Set<Socket>();
  channel('net.client.socket').subscribe((message) => {
    sockets.add((message as { socket: Socket }).socket);
  });
  return () => {
    let bytes = 0;
    for (const { bytesRead, bytesWritten } of sockets) bytes += bytesRead + bytesWritten;
    return bytes;
  };
}
