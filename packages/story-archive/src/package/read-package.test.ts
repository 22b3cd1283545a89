import { canonicalJson } from '@taleport/story-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ForeignEntry, foreignArchive } from '../../test/foreign-archive.ts';
import { lampMedia } from '../../test/lamp-story.ts';
import { sampleLibrary, sampleMedia } from '../../test/sample-media.ts';
import {
  packageBytes,
  packageContents,
  packageSample,
  packageSamples,
  textOf,
} from '../../test/story-packages.ts';
import { isOfMediaType } from '../media/detect-media-type.ts';
import { bufferSource } from '../zip/archive-fixtures.ts';
import { readPackage } from './read-package.ts';
import type { KnownFile } from './verify-files.ts';

const sample = packageSample();
const contents = packageContents(sample);
const bytes = packageBytes(sample);

describe('a package as we write it', () => {
  it('is read, and its files are what was put into it', async () => {
    const read = await readPackage(bufferSource(bytes));
    expect(canonicalJson(read.manifest)).toBe(textOf(contents, 'story.json'));
    expect(read).toMatchObject({
      layout: 'taleport',
      losses: [],
      entryCount: 12,
      sizeBytes: bytes.length,
    });
    for (const { path, crc32 } of read.files) {
      expect(Buffer.concat(await Array.fromAsync(read.readFile(path)))).toEqual(contents.get(path));
      expect(sample.library.map((each) => each.crc32)).toContain(crc32);
    }
  });
});

it('any package that we write is read, and says what was put into it', async () => {
  await fc.assert(
    fc.asyncProperty(packageSamples, async (each) => {
      const read = await readPackage(bufferSource(packageBytes(each)));
      expect(canonicalJson(read.manifest)).toBe(textOf(packageContents(each), 'story.json'));
    }),
    { numRuns: 50 },
  );
});

it.each(sampleLibrary)('a sample of $mediaType is one by its content', async (media) => {
  expect(await isOfMediaType(media.bytes, media.mediaType)).toBe(true);
});

describe('a package that was packed again', () => {
  it('is read, compressed and in another order, with folders and a comment', async () => {
    const entries = [...contents].map(
      ([name, each]): ForeignEntry => ({
        name,
        bytes: each,
        isDeflated: true,
        descriptor: 16,
      }),
    );
    const folders = [{ name: 'media/audio/' }, { name: 'media/' }];
    const again = foreignArchive([...folders, ...entries.reverse()], { comment: 'Packed again' });
    const read = await readPackage(bufferSource(again));
    expect(canonicalJson(read.manifest)).toBe(textOf(contents, 'story.json'));
    expect(read.entryCount).toBe(entries.length + folders.length);
    for (const { path } of read.files) {
      expect(Buffer.concat(await Array.fromAsync(read.readFile(path)))).toEqual(contents.get(path));
    }
  });
});

describe('a file that is read later', () => {
  it('is checked again, since the source may have changed', async () => {
    const changing = Buffer.from(bytes);
    const read = await readPackage(bufferSource(changing));
    const [file] = read.files;
    const at = changing.indexOf(contents.get(file?.path ?? '') ?? '');
    changing.writeUInt8(changing.readUInt8(at + 60) ^ 1, at + 60);
    await expect(Array.fromAsync(read.readFile(file?.path ?? ''))).rejects.toMatchObject({
      rule: 'crc32-differs',
      entry: file?.path,
    });
    expect(() => read.readFile('story.json')).toThrow(TypeError);
  });

  it('is not read on after a signal', async () => {
    const read = await readPackage(bufferSource(bytes));
    const chunks = read.readFile(read.files[0]?.path ?? '', AbortSignal.abort(new Error('Enough')));
    await expect(Array.fromAsync(chunks)).rejects.toThrow('Enough');
  });
});

describe('a reading of large files', () => {
  const film = sampleMedia('video/mp4', 'film', { sizeBytes: 9 * 1024 * 1024 });
  const library = sample.library.map((each) => (each === lampMedia.film ? film : each));
  const story = JSON.parse(
    JSON.stringify(sample.story).replaceAll(lampMedia.film.sha256, film.sha256),
  );
  const large = packageBytes(packageSample({ story, library }));

  /** Counts what is asked of it. */
  function countedSource() {
    const asked: number[] = [];
    const { read, sizeBytes } = bufferSource(large);
    return {
      asked,
      sizeBytes,
      read: (offset: number, length: number) => {
        asked.push(length);
        return read(offset, length);
      },
    };
  }

  it('asks its source for few ranges', async () => {
    const source = countedSource();
    await readPackage(source);
    expect(source.asked.length).toBeLessThanOrEqual(6);
    expect(Math.max(...source.asked)).toBe(4 * 1024 * 1024);
  });

  it('tells of its progress, and of each file', async () => {
    const steps: { files: number; bytes: number }[] = [];
    const files = new Map<string, KnownFile>();
    const read = await readPackage(bufferSource(large), {
      onProgress: (step) => steps.push(step),
      onFile: (path, file) => void files.set(path, file),
    });
    const mediaBytes = read.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    expect(steps.at(-1)).toMatchObject({ files: read.files.length, bytes: mediaBytes });
    expect(steps).toEqual(steps.toSorted((one, other) => one.bytes - other.bytes));
    expect(
      Math.max(...steps.map(({ bytes: done }, at) => done - (steps[at - 1]?.bytes ?? 0))),
    ).toBe(1024 * 1024);
    expect([...files]).toEqual(
      read.files.map(({ path, sha256, crc32, sizeBytes, mediaType }) => [
        path,
        { sha256, crc32, sizeBytes, mediaType },
      ]),
    );
  });

  it('stops at a signal, and goes on later without what it knows', async () => {
    const known = new Map<string, KnownFile>();
    const stop = new AbortController();
    const stopped = readPackage(bufferSource(large), {
      signal: stop.signal,
      onFile: (path, file) => {
        known.set(path, file);
        if (file.sha256 === film.sha256) stop.abort(new Error('Stopped'));
      },
    });
    await expect(stopped).rejects.toThrow('Stopped');
    const source = countedSource();
    const told: string[] = [];
    const read = await readPackage(source, { known, onFile: (path) => void told.push(path) });
    expect(told).toEqual(read.files.map(({ path }) => path).filter((path) => !known.has(path)));
    expect(source.asked.reduce((sum, length) => sum + length)).toBeLessThan(large.length);
  });

  it('believes nothing that is known of another file', async () => {
    const first = (await readPackage(bufferSource(large))).files[0];
    if (!first) throw new Error('There is no file');
    const known = new Map([[first.path, { ...first, crc32: first.crc32 ^ 1 }]]);
    const told: string[] = [];
    await readPackage(bufferSource(large), { known, onFile: (path) => void told.push(path) });
    expect(told).toContain(first.path);
  });

  it('gives on what its source fails with', async () => {
    const source = countedSource();
    const read = (offset: number, length: number) =>
      offset > 1024 * 1024 && length > 1024 * 1024
        ? Promise.reject(new Error('The store is away'))
        : source.read(offset, length);
    await expect(readPackage({ ...source, read })).rejects.toThrow('The store is away');
  });
});
