import { mediaUses } from '@taleport/story-model';
import { expect, it } from 'vitest';
import { type OlderSample, olderBytes, olderContents } from '../../test/older-packages.ts';
import { sampleMedia } from '../../test/sample-media.ts';
import { archiveOf } from '../../test/story-packages.ts';
import { checkManifestMedia } from '../package/check-manifest-media.ts';
import { readPackage } from '../package/read-package.ts';
import type { KnownFile } from '../package/verify-files.ts';
import { bufferSource } from '../zip/archive-fixtures.ts';

const sample = {
  id: 'The Lamp_2',
  master: { coverImageUrl: 'cover.jpg' },
  tiles: [
    { tileId: '1', type: 'page', imageUrl: '1.png' },
    { tileId: '2', type: 'video', imageUrl: 'cover.jpg' },
  ],
  languages: {
    en: {
      title: 'The lamp',
      tiles: [
        { tileId: '1', text: 'One', audioUrl: '1.webm' },
        { tileId: '2', videoUrl: '2.webm' },
      ],
    },
  },
  media: {
    'media/images/cover/cover.jpg': 'image/jpeg',
    'media/images/tiles/1.png': 'image/webp',
    'media/audio/en/1.webm': 'audio/webm',
    'media/video/en/2.webm': 'video/webm',
  },
} as const satisfies OlderSample;
const bytes = olderBytes(sample);

it('is read as a package of ours with its files and where they are used', async () => {
  const read = await readPackage(bufferSource(bytes));
  expect(read).toMatchObject({
    ...{ layout: 'alchimalia', entryCount: 6, sizeBytes: bytes.length, losses: [] },
    manifest: { slug: 'the-lamp-2', draftRevision: 1, complete: true },
  });
  checkManifestMedia(read.manifest);
  expect(read.files.map(({ path, mediaType, uses }) => [path, mediaType, uses])).toEqual([
    [
      ...['media/images/cover/cover.jpg', 'image/jpeg'],
      [{ role: 'cover' }, { role: 'picture', tileId: '2' }],
    ],
    ['media/images/tiles/1.png', 'image/webp', [{ role: 'picture', tileId: '1' }]],
    ['media/audio/en/1.webm', 'audio/webm', [{ role: 'narration', tileId: '1', language: 'en' }]],
    ['media/video/en/2.webm', 'video/webm', [{ role: 'video', tileId: '2', language: 'en' }]],
  ]);
  const contents = olderContents(sample);
  for (const { path } of read.files) {
    expect(Buffer.concat(await Array.fromAsync(read.readFile(path)))).toEqual(contents.get(path));
  }
  expect((await readPackage(bufferSource(bytes))).manifest).toEqual(read.manifest);
});

it('has an origin by the id of its story', async () => {
  const read = await readPackage(bufferSource(olderBytes({ id: 'the-lamp' })));
  // Computed by the module `uuid` of Python from the same namespace.
  expect(read.manifest.origin).toBe('bcbe9f6d-1cde-5839-b140-22518318afdc');
});

it('does not read again what an earlier reading has checked', async () => {
  const known = new Map<string, KnownFile>();
  const first = await readPackage(bufferSource(bytes), {
    onFile: (path, file) => void known.set(path, file),
  });
  expect([...known.keys()]).toEqual(Object.keys(sample.media));

  const again: string[] = [];
  const progress: number[] = [];
  const damaged = Buffer.from(bytes);
  damaged.fill(
    0,
    damaged.indexOf(sampleMedia('image/jpeg', 'media/images/cover/cover.jpg').bytes),
    damaged.indexOf('media/images/tiles'),
  );
  const second = await readPackage(bufferSource(damaged), {
    known,
    onFile: (path) => void again.push(path),
    onProgress: ({ files }) => void progress.push(files),
  });
  expect(second.manifest).toEqual(first.manifest);
  expect(again).toEqual([]);
  expect(progress).toEqual([1, 2, 3, 4]);
  await expect(readPackage(bufferSource(damaged))).rejects.toBeInstanceOf(Error);
});

it('leaves out what is no media by its content, and has equal content once', async () => {
  const picture = sampleMedia('image/png', 'picture').bytes;
  const read = await readPackage(
    bufferSource(
      olderBytes({
        tiles: ['script.png', 'a.png', 'b.png', 'empty.png'].map((imageUrl, index) => ({
          ...{ tileId: `t${index}`, type: 'page', imageUrl },
        })),
        entries: {
          'media/images/tiles/script.png': '#!/bin/sh\necho "<svg onload=alert(1)>"',
          'media/images/tiles/a.png': picture,
          'media/images/tiles/b.png': picture,
          'media/images/tiles/empty.png': '',
        },
      }),
    ),
  );
  expect(read.files.map(({ path }) => path)).toEqual(['media/images/tiles/a.png']);
  expect(mediaUses(read.manifest.story).map(({ tileId }) => tileId)).toEqual(['t1', 't2']);
  expect(read.losses.map(({ code, where }) => [code, where.split('#')[1]])).toEqual([
    ['media-not-kept', '/tiles/0/imageUrl'],
    ['media-not-kept', '/tiles/3/imageUrl'],
  ]);
});

it.each([
  ['the first format', { 'manifest/a/v2/story.json': '{}' }, 'older-version'],
  ['neither layout', { 'readme.txt': 'Hello' }, 'fixed-entries'],
])('refuses %s', async (_what, entries, rule) => {
  const contents = new Map(
    Object.entries(entries).map(([name, text]) => [name, Buffer.from(text)]),
  );
  await expect(readPackage(bufferSource(archiveOf(contents)))).rejects.toMatchObject({ rule });
});
