import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import { maxUnfinishedUploads, type UploadList } from '@taleport/contracts/uploads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { slowAppend, tusClient } from '../../../test/tus-client.ts';
import { uploadBlobKey } from '../../infrastructure/blob-keys.ts';
import { BlobStoreError } from '../../infrastructure/blob-store.ts';

let app: TestApp;
let author: TestClient;
let uploads: ReturnType<typeof tusClient>;
let url: string;
/** How many bytes of an append the disk has room for. */
let roomBytes = Number.POSITIVE_INFINITY;
/** What is looked at while the store removes a blob. */
let whileDeleting = () => {};
/** What the store has of a blob although nobody was told: it cannot take it back. */
const ahead = new Map<string, number>();
beforeAll(async () => {
  app = await startTestApp({
    environment: { MAX_PACKAGE_GB: '1' },
    wrap: (adapters) => {
      const { blobs } = adapters;
      const append = cramped(adapters);
      const appended: typeof blobs.appended = async (key, acknowledgedBytes) =>
        ahead.get(key) ?? blobs.appended(key, acknowledgedBytes);
      const remove: typeof blobs.delete = async (key) => {
        whileDeleting();
        return blobs.delete(key);
      };
      return { ...adapters, blobs: { ...blobs, append, appended, delete: remove } };
    },
  });
  author = await app.author();
  uploads = tusClient(author);
  url = await app.app.listen({ port: 0 });
});
afterAll(() => app.close());

/** The real store, on a disk that fills up. */
function cramped({ blobs }: TestApp['adapters']): TestApp['adapters']['blobs']['append'] {
  return (append) => blobs.append({ ...append, content: filling(append.key, append.content) });
}

async function* filling(key: string, content: AsyncIterable<Uint8Array>) {
  let leftBytes = roomBytes;
  for await (const bytes of content) {
    leftBytes -= bytes.length;
    if (leftBytes < 0) throw new BlobStoreError('full', key);
    yield bytes;
  }
}

const filename = (name: string) => `filename ${Buffer.from(name).toString('base64')}`;

async function stored(uploadId: string): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(app.adapters.blobs.read(uploadBlobKey(uploadId))));
}

const listed = async () => (await author.ask(uploadRoutes.list)).json<UploadList>().uploads;

describe('an upload', () => {
  it('comes in piece by piece, and says how far it is', async () => {
    const bytes = randomBytes(150_000);
    const metadata = `${filename('Vulpea și luna.zip')},filetype YXBwbGljYXRpb24vemlw`;
    const created = await uploads.create(bytes.length, { 'upload-metadata': metadata });
    expect(created.statusCode).toBe(201);
    const { location, ...headers } = created.headers;
    expect(location).toMatch(/^\/api\/uploads\/[\w-]{36}$/);
    expect(headers).toMatchObject({ 'tus-resumable': '1.0.0' });
    const leftMs = Date.parse(String(headers['upload-expires'])) - Date.now();
    expect(leftMs / 3_600_000).toBeCloseTo(24, 1);

    const uploadId = String(location).split('/').at(-1) ?? '';
    const appended = await uploads.append(uploadId, 0, bytes.subarray(0, 100_000));
    expect(appended.statusCode).toBe(204);
    expect(appended.headers['upload-offset']).toBe('100000');
    const asked = await uploads.ask(uploadId);
    expect(asked.statusCode).toBe(200);
    expect(asked.headers).toMatchObject({
      'upload-offset': '100000',
      'upload-length': '150000',
      'upload-metadata': metadata,
      'cache-control': 'no-store',
    });
    const rest = await uploads.append(uploadId, 100_000, bytes.subarray(100_000));
    expect(rest.headers).toMatchObject({ 'upload-offset': '150000' });
    expect(rest.headers).not.toHaveProperty('upload-expires');
    expect((await stored(uploadId)).equals(bytes)).toBe(true);
    expect(await listed()).toContainEqual(
      expect.objectContaining({
        id: uploadId,
        fileName: 'Vulpea și luna.zip',
        sizeBytes: 150_000,
        receivedBytes: 150_000,
      }),
    );
  });

  it('can come with the request that begins it', async () => {
    const bytes = randomBytes(5_000);
    const type = { 'content-type': 'application/offset+octet-stream' };
    const { statusCode, headers } = await uploads.create(bytes.length, type, bytes);
    expect([statusCode, headers['upload-offset']]).toEqual([201, '5000']);
    const uploadId = String(headers.location).split('/').at(-1) ?? '';
    expect((await stored(uploadId)).equals(bytes)).toBe(true);
  });

  it('is made known as what it can be', async () => {
    const { headers, statusCode } = await author.ask(uploadRoutes.abilities);
    expect(statusCode).toBe(204);
    expect(headers).toMatchObject({
      'tus-version': '1.0.0',
      'tus-extension': 'creation,creation-with-upload,expiration,termination',
      'tus-max-size': String(1024 ** 3),
    });
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });

  it('that is given up is gone, bytes and all', async () => {
    const uploadId = await uploads.begin(100);
    await uploads.append(uploadId, 0, randomBytes(50));
    let connections = {};
    whileDeleting = () => {
      connections = app.adapters.database.connections();
    };
    expect((await uploads.remove(uploadId)).statusCode).toBe(204);
    // However long the store takes, nobody waits for it at the database.
    expect(connections).toEqual({ inUse: 0, waiting: 0 });
    expect(await app.adapters.blobs.stat(uploadBlobKey(uploadId))).toBeUndefined();
    expect((await uploads.ask(uploadId)).statusCode).toBe(404);
    expect((await uploads.remove(uploadId)).json()).toMatchObject({ code: 'not_found' });
  });

  it('of somebody else is not there', async () => {
    const stranger = tusClient(await app.author('stranger'));
    const uploadId = await uploads.begin(100);
    for (const answer of [
      await stranger.ask(uploadId),
      await stranger.append(uploadId, 0, randomBytes(10)),
      await stranger.remove(uploadId),
    ]) {
      expect(answer.statusCode).toBe(404);
    }
    expect(await uploads.offsetOf(uploadId)).toBe(0);
    const unknown = await app.app.inject({ method: 'POST', url: '/api/uploads' });
    expect(unknown.json()).toMatchObject({ status: 401, code: 'sign_in_required' });
    await uploads.remove(uploadId);
  });
});

describe('what a client says wrongly is refused:', () => {
  it.each([
    ['no length', 'nothing', {}, 400, 'upload_header_not_valid'],
    ['a length below nothing', -1, {}, 400, 'upload_header_not_valid'],
    ['a length that is no number', '1e3', {}, 400, 'upload_header_not_valid'],
    [
      'a length beyond what numbers tell apart',
      '9007199254740993',
      {},
      400,
      'upload_header_not_valid',
    ],
    ['an empty file', 0, {}, 400, 'upload_empty'],
    ['more than a package can have', 1024 ** 3 + 1, {}, 413, 'upload_too_large'],
    [
      'a name with a line break',
      9,
      { 'upload-metadata': filename('a\nb') },
      400,
      'upload_metadata_not_valid',
    ],
    [
      'a name that turns its reading',
      9,
      { 'upload-metadata': filename('a\u202egpj.zip') },
      400,
      'upload_metadata_not_valid',
    ],
    [
      'a name without end',
      9,
      { 'upload-metadata': filename('a'.repeat(256)) },
      400,
      'upload_metadata_not_valid',
    ],
    [
      'metadata without end',
      9,
      { 'upload-metadata': `a ${'QUFB'.repeat(500)}` },
      400,
      'upload_metadata_not_valid',
    ],
    ['metadata that is none', 9, { 'upload-metadata': 'a b c' }, 400, 'upload_header_not_valid'],
    ['another version', 9, { 'tus-resumable': '0.2.2' }, 400, 'upload_header_not_valid'],
    ['parts to be joined', 9, { 'upload-concat': 'partial' }, 501, 'upload_header_not_valid'],
  ] as const)('%s', async (_, length, headers, status, code) => {
    const answer = await uploads.create(length, headers);
    expect(answer.json()).toMatchObject({ status, code });
    expect(answer.headers).toMatchObject({ 'tus-resumable': '1.0.0' });
  });

  it('another offset, another type, more bytes than are left', async () => {
    const uploadId = await uploads.begin(1_000);
    await uploads.append(uploadId, 0, randomBytes(400));
    const refused = async (offset: number, raw: Buffer | Readable, headers = {}) =>
      (await uploads.append(uploadId, offset, raw, headers)).json();
    expect(await refused(0, randomBytes(10))).toMatchObject({
      status: 409,
      code: 'upload_offset_differs',
      retryable: true,
    });
    expect(await refused(401, randomBytes(10))).toMatchObject({ status: 409 });
    const text = { 'content-type': 'text/plain' };
    expect(await refused(400, randomBytes(10), text)).toMatchObject({ status: 400 });
    expect(await refused(400, randomBytes(601))).toMatchObject({
      status: 413,
      code: 'upload_too_large',
    });
    // Its length is not told, so it is seen while it comes.
    const endless = Readable.from([randomBytes(250), randomBytes(250), randomBytes(250)]);
    expect(await refused(400, endless)).toMatchObject({ status: 413 });
    const offset = await uploads.offsetOf(uploadId);
    expect(offset).toBeLessThan(1_000);
    await uploads.append(uploadId, offset, randomBytes(1_000 - offset));
    expect(await stored(uploadId)).toHaveLength(1_000);
  });

  it('too many at once', async () => {
    const hoarder = tusClient(await app.author('hoarder'));
    const many = Array.from({ length: maxUnfinishedUploads + 5 }, () => hoarder.create(10));
    const answers = await Promise.all(many);
    const begun = answers.filter(({ statusCode }) => statusCode === 201);
    expect(begun).toHaveLength(maxUnfinishedUploads);
    const refused = answers.find(({ statusCode }) => statusCode !== 201);
    expect(refused?.json()).toMatchObject({ status: 429, code: 'too_many_uploads' });
    const [first] = begun.map(({ headers }) => String(headers.location).split('/').at(-1) ?? '');
    await hoarder.append(first ?? '', 0, randomBytes(10));
    expect((await hoarder.create(10)).statusCode).toBe(201);
  });
});

describe('a connection', () => {
  it('that is lost has brought what had come, and another goes on from there', async () => {
    const bytes = randomBytes(3_000_000);
    const uploadId = await uploads.begin(bytes.length);
    const sizeBytes = bytes.length;
    const sent = slowAppend({ url, token: author.token, uploadId, offset: 0, sizeBytes });
    await sent.write(bytes.subarray(0, 2_000_000));
    await expect.poll(() => blobSize(uploadId)).toBeGreaterThan(1_000_000);
    sent.breakOff();
    await expect.poll(() => uploads.offsetOf(uploadId)).toBeGreaterThan(1_000_000);
    const offset = await uploads.offsetOf(uploadId);
    const rest = await uploads.append(uploadId, offset, bytes.subarray(offset));
    expect(rest.statusCode).toBe(204);
    expect((await stored(uploadId)).equals(bytes)).toBe(true);
  });

  it('is the only one: another that sends at the same time is refused', async () => {
    const bytes = randomBytes(200_000);
    const uploadId = await uploads.begin(bytes.length);
    const sizeBytes = bytes.length;
    const sent = slowAppend({ url, token: author.token, uploadId, offset: 0, sizeBytes });
    await sent.write(bytes.subarray(0, 100_000));
    await expect.poll(() => blobSize(uploadId)).toBeGreaterThan(0);
    const second = await uploads.append(uploadId, 0, randomBytes(10));
    expect(second.json()).toMatchObject({ status: 423, code: 'upload_busy', retryable: true });
    expect(await uploads.offsetOf(uploadId)).toBe(0);
    await sent.write(bytes.subarray(100_000));
    sent.end();
    expect((await sent.answer).statusCode).toBe(204);
    expect((await stored(uploadId)).equals(bytes)).toBe(true);
  });

  it('ends when its upload is given up', async () => {
    const uploadId = await uploads.begin(200_000);
    const sent = slowAppend({ url, token: author.token, uploadId, offset: 0, sizeBytes: 200_000 });
    await sent.write(randomBytes(100_000));
    await expect.poll(() => blobSize(uploadId)).toBeGreaterThan(0);
    expect((await uploads.remove(uploadId)).statusCode).toBe(204);
    expect((await sent.answer).headers.connection).toBe('close');
    expect(await app.adapters.blobs.stat(uploadBlobKey(uploadId))).toBeUndefined();
  });
});

it('what was stored by a process that died at that moment counts, also when it was the last of it', async () => {
  const uploadId = await uploads.begin(100);
  ahead.set(uploadBlobKey(uploadId), 100);
  expect(await uploads.offsetOf(uploadId)).toBe(100);
  expect(await listed()).toContainEqual(
    expect.objectContaining({ id: uploadId, receivedBytes: 100 }),
  );
});

it('a disk that is full costs nothing of what had come', async () => {
  const bytes = randomBytes(400_000);
  const uploadId = await uploads.begin(bytes.length);
  roomBytes = 150_000;
  const refused = await uploads.append(uploadId, 0, Readable.from(pieces(bytes)));
  roomBytes = Number.POSITIVE_INFINITY;
  expect(refused.json()).toMatchObject({ status: 507, code: 'storage_full', retryable: true });
  const offset = await uploads.offsetOf(uploadId);
  expect(offset).toBe(150_000);
  await uploads.append(uploadId, offset, bytes.subarray(offset));
  expect((await stored(uploadId)).equals(bytes)).toBe(true);
});

async function blobSize(uploadId: string): Promise<number> {
  return (await app.adapters.blobs.stat(uploadBlobKey(uploadId)))?.sizeBytes ?? 0;
}

function* pieces(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 50_000) yield bytes.subarray(at, at + 50_000);
}
