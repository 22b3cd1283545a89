import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import type { ImportJobList } from '@taleport/contracts/story-import';
import { inlineEntry, planArchive } from '@taleport/story-archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lampMedia, lampStory } from '../../../../../packages/story-archive/test/lamp-story.ts';
import {
  archiveOf,
  packageBytes,
  packageContents,
  packageSample,
  textOf,
} from '../../../../../packages/story-archive/test/story-packages.ts';
import { blobsIn, checkUpload, putUpload } from '../../../test/import-fixture.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { uploadBlobKey } from '../../infrastructure/blob-keys.ts';

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp({ environment: { MAX_PACKAGE_GB: '50' } });
  author = await app.author();
});
afterAll(() => app.close());

const good = packageBytes(packageSample());
const contents = packageContents(packageSample());

/** The package with another text in place of one of its texts, and nothing else changed. */
function withText(name: string, change: (text: string) => string): Buffer {
  return archiveOf(
    new Map([...contents, [name, Buffer.from(change(textOf(contents, name)))] as const]),
  );
}

/** A package that is right in all its sums, and whose cover is a script. */
function withScriptAsPicture(): Buffer {
  const bytes = Buffer.from(`<script>${' '.repeat(100)}</script>`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const { cover } = lampMedia;
  const script = { ...cover, bytes, sha256, sizeBytes: bytes.length, crc32: crc32(bytes) };
  const library = [...Object.values(lampMedia), script];
  const story = { ...lampStory, cover: { media: sha256, alt: {} } };
  return packageBytes(packageSample({ story, library }));
}

function withFlippedByte(): Buffer {
  const bytes = Buffer.from(good);
  const at = bytes.indexOf(lampMedia.film.bytes) + 1_000;
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  return bytes;
}

/** Turns a file into a package of three films of 7 GiB, all of which are holes; returns its size in bytes. */
async function sparsePackage(path: string): Promise<number> {
  const film = { sizeBytes: 7 * 1024 ** 3, crc32: 1 };
  const films = [1, 2, 3].map((number) => ({
    ...film,
    name: `media/video/0${number}-film.mp4`,
    content: { key: `film-${number}`, sha256: 'ab'.repeat(32) },
  }));
  const plan = planArchive([inlineEntry('story.json', Buffer.from('{}')), ...films]);
  const file = await open(path, 'r+');
  await file.truncate(plan.sizeBytes);
  for (const segment of plan.segments) {
    if (segment.kind === 'inline') await file.write(segment.bytes, 0, null, segment.offset);
  }
  await file.close();
  return plan.sizeBytes;
}

const hostile: [string, Buffer, { code?: string; says: RegExp }][] = [
  ['no archive', Buffer.from('Once upon a time'.repeat(10)), { says: /no ZIP file/ }],
  ['an archive that was cut off', good.subarray(0, -200), { says: /only a part/ }],
  ['bytes behind the end', Buffer.concat([good, Buffer.alloc(100)]), { says: /\(\S+\)/ }],
  ['a film with another bit', withFlippedByte(), { says: /\.mp4 \(crc32-differs\)/ }],
  [
    'a picture that is a script',
    withScriptAsPicture(),
    { says: /media\/images\/01-cover\.jpg \(media-type-differs\)/ },
  ],
  [
    'a story with a prototype',
    withText('story.json', (text) => text.replace('"title":{', '"title":{"__proto__":"x",')),
    { says: /story\.json \(manifest-\S+\)/ },
  ],
  [
    'a story that is not the one of its sums',
    withText('story.json', (text) => text.replace('Taleport', 'Talepork')),
    { says: /\(checksum-list-differs\)/ },
  ],
  [
    'a package of the future',
    withText('story.json', (text) => text.replace('"formatVersion":1', '"formatVersion":9')),
    { code: 'package_too_new', says: /Update Taleport/ },
  ],
];

describe('a package is refused, and nothing of it is left, that is', () => {
  it.each(hostile)('%s', async (_, bytes, { code = 'package_not_valid', says }) => {
    const uploadId = await putUpload(app.adapters, author, bytes);
    const startedAt = performance.now();
    const check = await checkUpload(app, author, uploadId, { autoApply: true });
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    expect(check).toMatchObject({
      status: 'Failed',
      error: { code, message: expect.stringMatching(says), retryable: false },
    });
    expect(check).not.toHaveProperty('otherJobId');
    for (const folder of ['uploads', 'media']) {
      expect(await blobsIn(app.adapters, folder)).toEqual([]);
    }
    const { db } = app.adapters.database;
    for (const table of ['uploads', 'stories', 'documents', 'media', 'import_files'] as const) {
      expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
    }
  });

  it('of 21 GB, where the server takes them, for something else than its size', async () => {
    const uploadId = await putUpload(app.adapters, author, Buffer.from('placeholder'));
    const size = await sparsePackage(join(app.dataDir, 'blobs/objects', uploadBlobKey(uploadId)));
    await app.adapters.database.db
      .updateTable('uploads')
      .set({ size_bytes: size, received_bytes: size })
      .where('id', '=', uploadId)
      .execute();
    const { status, errorMessage } = await checkUpload(app, author, uploadId);
    expect([status, errorMessage]).toEqual(['Failed', expect.stringMatching(/\(fixed-entries\)/)]);
  });

  it('said in the language of its author', async () => {
    const uploadId = await putUpload(app.adapters, author, withFlippedByte());
    const { errorMessage } = await checkUpload(app, author, uploadId, { locale: 'hu-HU' });
    expect(errorMessage).toMatch(/^A csomag nem fogadható el emiatt: media\/video\/\S+\.mp4 /);
  });
});

it('a refused package is taken off the list by its author, and what can still be decided is not', async () => {
  const other = await app.author('other');
  const failed = await checkUpload(
    app,
    author,
    await putUpload(app.adapters, author, Buffer.from('no ZIP')),
  );
  const waiting = await checkUpload(app, author, await putUpload(app.adapters, author, good));
  const forget = (client: TestClient, { jobId }: { jobId: string }) =>
    client.ask(storyImportRoutes.forget, { parameters: { jobId } });
  expect((await forget(other, failed)).statusCode).toBe(404);
  expect((await forget(author, waiting)).json().code).toBe('import_not_failed');
  expect((await forget(author, failed)).statusCode).toBe(204);
  const { jobs } = (await author.ask(storyImportRoutes.list)).json<ImportJobList>();
  const ids = jobs.map(({ jobId }) => jobId);
  expect(ids).toContain(waiting.jobId);
  expect(ids).not.toContain(failed.jobId);
  expect((await forget(author, failed)).statusCode).toBe(404);
});
