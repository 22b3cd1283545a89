import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
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

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp();
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

  it('said in the language of its author', async () => {
    const uploadId = await putUpload(app.adapters, author, withFlippedByte());
    const { errorMessage } = await checkUpload(app, author, uploadId, { locale: 'hu-HU' });
    expect(errorMessage).toMatch(/^A csomag nem fogadható el emiatt: media\/video\/\S+\.mp4 /);
  });
});
