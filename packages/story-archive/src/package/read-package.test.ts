import { canonicalJson } from '@taleport/story-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleLibrary } from '../../test/sample-media.ts';
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
