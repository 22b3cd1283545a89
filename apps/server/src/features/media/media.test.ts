import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readdir, readFile, truncate } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { crc32 } from 'node:zlib';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;
let storyId: string;
/** What happens while the store gives a file its place. */
let whilePromoting = async () => {};
beforeAll(async () => {
  app = await startTestApp({
    environment: {
      MAX_PICTURE_MB: '1',
      MAX_AUDIO_MB: '2',
      MAX_VIDEO_MB: '30',
      UNUSED_KEEP_HOURS: '0',
    },
    wrap: (adapters) => {
      const { blobs } = adapters;
      const promote: typeof blobs.promote = async (...promotion) => {
        await whilePromoting();
        return blobs.promote(...promotion);
      };
      return { ...adapters, blobs: { ...blobs, promote } };
    },
  });
  author = await app.author();
  storyId = (await author.createStory()).id;
});
afterAll(() => app.close());

const upload = (raw: Buffer, headers: Record<string, string> = {}) =>
  author.ask(mediaRoutes.upload, { parameters: { storyId }, raw, headers });

describe('an upload', () => {
  it('is known by what passed: hash, CRC-32, size and type, whatever its sender says', async () => {
    const bytes = picture(300_000);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const response = await upload(bytes, { 'content-type': 'text/html' });
    expect(response.statusCode).toBe(201);
    expect(response.json()).toEqual({
      sha256,
      crc32: crc32(bytes),
      sizeBytes: bytes.length,
      mediaType: 'image/png',
    });
    expect(response.headers.location).toBe(`/api/stories/${storyId}/media/${sha256}`);
    expect(await readFile(blobFile(sha256))).toEqual(bytes);
  });

  it('is stored once, and granted to each who uploads it', async () => {
    const other = await app.author('other');
    const otherStory = await other.createStory();
    const bytes = picture();
    const mine = await author.upload(storyId, bytes);
    expect(await other.upload(otherStory.id, bytes)).toEqual(mine);
    const grants = await app.adapters.database.db
      .selectFrom('media_grants')
      .select('user_id')
      .where('sha256', '=', mine.sha256)
      .execute();
    expect(grants.map((grant) => grant.user_id).toSorted()).toEqual(
      [author.id, other.id].toSorted(),
    );
  });

  it('keeps nobody waiting at the database, however slow the store is', async () => {
    let connections = {};
    let answer = 0;
    whilePromoting = async () => {
      connections = app.adapters.database.connections();
      answer = (await app.app.inject({ url: '/api/catalogue' })).statusCode;
    };
    expect((await upload(picture())).statusCode).toBe(201);
    whilePromoting = async () => {};
    expect([connections, answer]).toEqual([{ inUse: 0, waiting: 0 }, 200]);
  });

  it('that a clean-up has taken before its end is nobody’s, and can be sent again', async () => {
    const raw = picture();
    whilePromoting = () => sweepAll(app.engine);
    expect((await upload(raw)).statusCode).toBe(500);
    whilePromoting = async () => {};
    const sha256 = createHash('sha256').update(raw).digest('hex');
    const parameters = { storyId, sha256 };
    expect((await author.ask(mediaRoutes.get, { parameters })).statusCode).toBe(404);
    expect((await upload(raw)).statusCode).toBe(201);
  });

  it.each([
    ['is empty', Buffer.alloc(0), 400, 'media_empty'],
    ['is a text that is called a picture', Buffer.from('just text'), 415, 'media_type_unsupported'],
    [
      'is an SVG',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      415,
      'media_type_unsupported',
    ],
    ['is a program', Buffer.from('\x7fELF\x02\x01\x01'), 415, 'media_type_unsupported'],
    ['is a picture over the limit', picture(1_000_001), 413, 'media_too_large'],
    ['is a sound over the limit', narration(2_000_001), 413, 'media_too_large'],
  ])('that %s is refused, and nothing is stored', async (_, bytes, status, code) => {
    const before = await stored();
    const response = await upload(bytes, { 'content-type': 'image/png' });
    expect(response.json()).toMatchObject({ status, code });
    expect(await stored()).toEqual(before);
  });

  it('can be held against the limits before it is sent', async () => {
    expect((await author.ask(mediaRoutes.limits)).json()).toEqual({
      image: 1_000_000,
      audio: 2_000_000,
      video: 30_000_000,
    });
  });

  it('takes a sound that is larger than a picture may be', async () => {
    expect((await upload(narration(1_500_000))).json().mediaType).toBe('audio/mpeg');
  });
});

/** As browsers do it: what the server answers is read only when everything is written. */
describe('an upload of who does not read while it writes', () => {
  let socket: Socket;
  beforeAll(async () => {
    const address = new URL(await app.app.listen({ host: '127.0.0.1', port: 0 }));
    socket = connect(Number(address.port), address.hostname);
    socket.on('error', () => undefined);
  });
  afterAll(() => socket.destroy());

  async function send(bytes: Buffer): Promise<string> {
    socket.pause();
    const head = [
      `POST /api/stories/${storyId}/media HTTP/1.1`,
      `host: ${app.app.listeningOrigin.slice('http://'.length)}`,
      `authorization: Bearer ${author.token}`,
      `content-length: ${bytes.length}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n`);
    const write = promisify<Buffer, void>((part, done) => socket.write(part, done));
    await write(bytes);
    const answered = once(socket, 'data');
    socket.resume();
    const [answer] = await answered;
    return String(answer).slice(0, 'HTTP/1.1 413'.length);
  }

  it.each([
    ['has a picture over the limit', picture(20_000_000), 413],
    ['has what no story can hold', Buffer.alloc(20_000_000, 'text'), 415],
  ])('is answered where it %s, and its connection serves on', async (_, bytes, status) => {
    expect(await send(bytes)).toBe(`HTTP/1.1 ${status}`);
    expect(await send(picture())).toBe('HTTP/1.1 201');
  });

  it('is cut off where it goes on beyond every limit', async () => {
    await expect(send(picture(40_000_000))).rejects.toThrow();
  });
});

describe('a media file', () => {
  const bytes = picture(5_000);
  let address: string;
  beforeAll(async () => {
    address = `/api/stories/${storyId}/media/${(await author.upload(storyId, bytes)).sha256}`;
  });

  it('is served as what it is, for ever', async () => {
    const response = await author.get(address);
    expect(response.rawPayload).toEqual(bytes);
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'content-length': '5000',
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      etag: `"${createHash('sha256').update(bytes).digest('hex')}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
  });

  it('is not sent again to who has it', async () => {
    const etag = String((await author.get(address)).headers.etag);
    expect((await author.get(address, { 'if-none-match': etag })).statusCode).toBe(304);
  });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=4990-', 4990, 4999],
    ['bytes=-10', 4990, 4999],
    ['bytes=4990-9999', 4990, 4999],
  ])('is served in part: %s', async (range, start, end) => {
    const response = await author.get(address, { range });
    expect(response.statusCode).toBe(206);
    expect(response.headers['content-range']).toBe(`bytes ${start}-${end}/5000`);
    expect(response.rawPayload).toEqual(bytes.subarray(start, end + 1));
  });

  it.each(['bytes=5000-', 'bytes=9-3', 'bytes=abc', 'bytes=-0', 'bytes='])(
    'has no such part: %s',
    async (range) => {
      const response = await author.get(address, { range });
      expect(response.statusCode).toBe(416);
      expect(response.headers['content-range']).toBe('bytes */5000');
      expect(response.json()).toMatchObject({ status: 416, code: 'range_not_satisfiable' });
    },
  );

  it.each([
    ['another unit', { range: 'items=0-1' }],
    ['another state of the file', { range: 'bytes=0-9', 'if-range': '"another"' }],
    ['several parts', { range: 'bytes=0-1,5-6' }],
  ])('is served whole for a range of %s', async (_, headers) => {
    const response = await author.get(address, headers);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.length).toBe(5_000);
  });

  it('is served in part for the same state of the file', async () => {
    const etag = String((await author.get(address)).headers.etag);
    const headers = { range: 'bytes=0-9', 'if-range': etag };
    expect((await author.get(address, headers)).statusCode).toBe(206);
  });

  it('is sent whole to a HEAD, whatever range it names', async () => {
    const response = await app.app.inject({
      method: 'HEAD',
      url: address,
      headers: { authorization: `Bearer ${author.token}`, range: 'bytes=0-0' },
    });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-length']).toBe('5000');
  });

  it.each(['W/$', '"other", $', '*'])('is known to who has %s', async (pattern) => {
    const etag = String((await author.get(address)).headers.etag);
    const headers = { 'if-none-match': pattern.replace('$', etag) };
    expect((await author.get(address, headers)).statusCode).toBe(304);
  });

  it('is not there when the store has it cut short', async () => {
    const short = await author.upload(storyId, picture(3_000));
    await truncate(blobFile(short.sha256), 1_000);
    const response = await author.get(`/api/stories/${storyId}/media/${short.sha256}`);
    expect(response.statusCode).toBe(404);
  });

  it.each(['..%2F..%2Fsecret', 'A'.repeat(64), 'abc', '%00'])('is not %s', async (name) => {
    const response = await author.get(`/api/stories/${storyId}/media/${name}`);
    expect(response.json()).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

function blobFile(sha256: string): string {
  return join(app.dataDir, 'blobs/objects', mediaBlobKey(sha256));
}

/** Every file of the blob store, and every row of media. */
async function stored() {
  const files = await readdir(join(app.dataDir, 'blobs'), { recursive: true });
  const rows = await app.adapters.database.db.selectFrom('media').select('sha256').execute();
  return { files: files.toSorted(), rows: rows.map((row) => row.sha256).toSorted() };
}
