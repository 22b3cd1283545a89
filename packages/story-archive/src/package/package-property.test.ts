import { mediaUses } from '@taleport/story-model';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packageBytes, packageSamples } from '../../test/story-packages.ts';
import { bufferSource } from '../zip/archive-fixtures.ts';
import { entryNameProblem, findBadEntryName } from '../zip/entry-name.ts';
import { planArchive } from '../zip/plan-archive.ts';
import { buildPackage } from './build-package.ts';
import { neededMedia } from './sort-media.ts';
import { verifyPackage } from './verify-package.ts';

describe('for any story and any choice', () => {
  it('each media file of the story is once in the package, omitted or missing', () => {
    fc.assert(
      fc.property(packageSamples, (sample) => {
        const { files, omitted, missing, complete } = buildPackage(sample).manifest;
        const sorted = [...files, ...omitted, ...missing].map(({ sha256 }) => sha256).sort();
        const used = new Set(mediaUses(sample.story).map(({ sha256 }) => sha256));
        expect(sorted).toEqual([...used].sort());
        expect(complete).toBe(missing.length === 0);
        const needed = neededMedia(sample.story, sample.media, sample);
        expect(needed.map(({ sha256 }) => sha256).sort()).toEqual(
          [...files, ...missing].map(({ sha256 }) => sha256).sort(),
        );
      }),
    );
  });

  it('the uses of what is in the package are those of the story in it', () => {
    fc.assert(
      fc.property(packageSamples, (sample) => {
        const { story, files, missing } = buildPackage(sample).manifest;
        const usesInStory = Map.groupBy(mediaUses(story), ({ sha256 }) => sha256);
        for (const { sha256, uses } of [...files, ...missing]) {
          const inStory = usesInStory.get(sha256)?.map(({ role, tileId, language }) => ({
            role,
            ...(tileId !== undefined && { tileId }),
            ...(language !== undefined && { language }),
          }));
          expect(uses).toEqual(inStory);
        }
        const order = [...usesInStory.keys()];
        const places = files.map(({ sha256 }) => order.indexOf(sha256));
        expect(places).toEqual(places.toSorted((a, b) => a - b));
      }),
    );
  });

  it('every name obeys the rules of the ZIP profile', () => {
    fc.assert(
      fc.property(packageSamples, (sample) => {
        const names = buildPackage(sample).entries.map(({ name }) => name);
        expect(names.map((name) => entryNameProblem(name))).toEqual(names.map(() => undefined));
        expect(findBadEntryName(names)).toBeUndefined();
      }),
    );
  });

  it('the package is good, and says what was put into it', async () => {
    await fc.assert(
      fc.asyncProperty(packageSamples, async (sample) => {
        const bytes = packageBytes(sample);
        const { entries, manifest } = buildPackage(sample);
        expect(await verifyPackage(bufferSource(bytes))).toEqual({
          manifest,
          entryCount: entries.length,
          sizeBytes: bytes.length,
        });
      }),
    );
  });

  it('a second attempt plans the same archive', () => {
    fc.assert(
      fc.property(packageSamples, (sample) => {
        const again = { ...sample, story: structuredClone(sample.story) };
        expect(planArchive(buildPackage(again).entries).hash).toBe(
          planArchive(buildPackage(sample).entries).hash,
        );
      }),
    );
  });
});
