import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { appendConformance } from './append-conformance.ts';
import { composeConformance } from './compose-conformance.ts';

export interface OpenBlobs {
  readonly blobs: BlobStore;
  close(): Promise<void>;
}

export interface BlobTrialSizes {
  /** What a media file of "40" is 40 times of. An adapter with smaller pieces shows the same with less. */
  readonly unitBytes: number;
}

const mib = 1024 * 1024;

/** What the parts of the suite share: a store, and a folder of keys that each test has for itself. */
export interface BlobTrial {
  readonly blobs: () => BlobStore;
  readonly key: (name: string) => string;
  /** The same for packages. */
  readonly packageKey: (name: string) => string;
  /** The same for packages that are brought in. */
  readonly uploadKey: (name: string) => string;
  readonly unitBytes: number;
  /** Stores a blob and returns its key. */
  readonly put: (name: string, bytes: Uint8Array) => Promise<string>;
  readonly get: (key: string) => Promise<Buffer>;
}

/** What every adapter of the blob port has to do. */
export function blobConformance(
  open: () => Promise<OpenBlobs>,
  { unitBytes }: BlobTrialSizes = { unitBytes: mib },
): void {
  let opened: OpenBlobs;
  let folder: string;
  beforeAll(async () => {
    opened = await open();
  });
  beforeEach(() => {
    folder = randomUUID();
  });
  afterAll(() => opened.close());

  const blobs = () => opened.blobs;
  const key = (name: string) => `media/${folder}/${name}`;
  const trial: BlobTrial = {
    blobs,
    key,
    packageKey: (name) => `exports/${folder}/${name}`,
    uploadKey: (name) => `uploads/${folder}/${name}`,
    unitBytes,
    async put(name, bytes) {
      await blobs().promote(await blobs().stage(chunks(bytes)), key(name));
      return key(name);
    },
    get: async (name) => Buffer.concat(await Array.fromAsync(blobs().read(name))),
  };

  describe('a blob', () => storedBlobs(trial));
  describe('an upload', () => uploads(trial));
  describe('a blob that is appended to', () => appendConformance(trial));
  describe('composing', () => composeConformance(trial));
}

function storedBlobs({ blobs, key, put, get }: BlobTrial): void {
  it('is read as it was written, whole and in part', async () => {
    const bytes = randomBytes(700_000);
    const name = await put('whole', bytes);
    expect((await get(name)).equals(bytes)).toBe(true);
    const parts = [
      [0, 0],
      [10, 500_000],
      [699_999, 699_999],
    ] as const;
    for (const [start, end] of parts) {
      const read = await Array.fromAsync(blobs().read(name, { start, end }));
      expect(Buffer.concat(read).equals(bytes.subarray(start, end + 1))).toBe(true);
    }
  });

  it('may be empty', async () => {
    const name = await put('empty', Buffer.alloc(0));
    expect(await blobs().stat(name)).toMatchObject({ sizeBytes: 0 });
    expect(await get(name)).toHaveLength(0);
  });

  it('has a size, and an entity tag that changes with its bytes only', async () => {
    const name = await put('tagged', Buffer.from('first'));
    const first = await blobs().stat(name);
    expect(first).toEqual({ sizeBytes: 5, etag: expect.stringMatching(/^"[^"]+"$/) });
    expect(await blobs().stat(name)).toEqual(first);
    await put('tagged', Buffer.from('other bytes'));
    expect((await blobs().stat(name))?.etag).not.toBe(first?.etag);
  });

  it('is not there before it is put, nor after it is deleted', async () => {
    expect(await blobs().stat(key('nothing'))).toBeUndefined();
    await expect(get(key('nothing'))).rejects.toMatchObject({ trouble: 'missing' });
    const name = await put('short-lived', Buffer.from('x'));
    await blobs().delete(name);
    expect(await blobs().stat(name)).toBeUndefined();
    await blobs().delete(name);
  });

  it.each(['../secret', '/etc/passwd', 'a/../b', 'a//b', 'a/./b', '.hidden', 'a\\b', 'a\0b', ''])(
    'has no such key: %j',
    async (bad) => {
      await expect(blobs().stat(bad)).rejects.toThrow(TypeError);
      await expect(get(bad)).rejects.toThrow(TypeError);
      await expect(async () => blobs().delete(bad)).rejects.toThrow(TypeError);
    },
  );

  it('is listed with its folder, whatever lies deeper, and with the time of its last change', async () => {
    expect(await Array.fromAsync(blobs().list(key('nowhere')))).toEqual([]);
    const names = [
      await put('shelf/one', Buffer.from('1')),
      await put('shelf/a/b', Buffer.from('2')),
    ];
    await put('shelfish', Buffer.from('3'));
    const listed = await Array.fromAsync(blobs().list(key('shelf')));
    expect(listed.map((blob) => blob.key).sort()).toEqual(names.sort());
    for (const { modifiedAt } of listed) {
      expect(Math.abs(Date.now() - modifiedAt.getTime())).toBeLessThan(60_000);
    }
    for (const name of names) await blobs().delete(name);
    expect(await Array.fromAsync(blobs().list(key('shelf')))).toEqual([]);
  });

  it('can be read by anyone who has a link', async () => {
    const name = await put('linked', Buffer.from('x'));
    const link = { fileName: 'a.zip', mediaType: 'application/zip', lifeMs: 60_000 };
    expect(await blobs().signLink(name, link)).toContain(name);
  });

  it('is in a store that says that it can be used', async () => {
    await expect(blobs().check()).resolves.not.toThrow();
  });
}

function uploads({ blobs, key, put, get }: BlobTrial): void {
  it('gets its key when all of it is there', async () => {
    const staged = await blobs().stage(chunks(Buffer.from('content')));
    expect(staged.sizeBytes).toBe(7);
    expect(await blobs().stat(key('later'))).toBeUndefined();
    await blobs().promote(staged, key('later'));
    expect((await get(key('later'))).toString()).toBe('content');
  });

  it('takes the place of what the key had', async () => {
    await put('twice', Buffer.from('damaged'));
    await put('twice', Buffer.from('mended'));
    expect((await get(key('twice'))).toString()).toBe('mended');
  });

  it('that breaks off leaves nothing, and says why', async () => {
    const broken = async function* () {
      yield Buffer.from('half');
      throw new Error('the line broke');
    };
    await expect(blobs().stage(broken())).rejects.toThrow('the line broke');
  });

  it('that is discarded cannot be promoted', async () => {
    const staged = await blobs().stage(chunks(Buffer.from('content')));
    await blobs().discard(staged);
    await expect(blobs().promote(staged, key('never'))).rejects.toThrow();
    expect(await blobs().stat(key('never'))).toBeUndefined();
  });

  it('may be of the same content many times at once', async () => {
    const bytes = randomBytes(200_000);
    await Promise.all(Array.from({ length: 5 }, () => put('same', bytes)));
    expect((await get(key('same'))).equals(bytes)).toBe(true);
  });
}

/** The bytes in pieces, as a connection delivers them. */
async function* chunks(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536);
}
