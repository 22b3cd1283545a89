import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sampleLibrary } from '../../../../../packages/story-archive/test/sample-media.ts';
import {
  packageBytes,
  packageSample,
  packageSamples,
} from '../../../../../packages/story-archive/test/story-packages.ts';
import {
  checkUpload,
  exportedBytes,
  importStatus,
  putUpload,
} from '../../../test/import-fixture.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

/** The whole package of the first draft of any story. */
const wholePackages = packageSamples.map(({ story }) =>
  packageSample({ story, library: sampleLibrary, revision: { draftRevision: 1 } }),
);

const runs = process.env.CI ? 12 : 40;

it('any story that is imported is exported as the same bytes', { timeout: 120_000 }, async () => {
  const author = await app.author();
  let count = 0;
  await fc.assert(
    fc.asyncProperty(wholePackages, async (sample) => {
      count += 1;
      const bytes = packageBytes({ ...sample, slug: `round-${count}` });
      const uploadId = await putUpload(app.adapters, author, bytes);
      const { otherJobId } = await checkUpload(app, author, uploadId, { autoApply: true });
      const { storyId, warnings } = await importStatus(author, otherJobId);
      expect(warnings).toEqual([]);
      const again = await exportedBytes(app, author, storyId ?? '');
      expect(again.equals(bytes)).toBe(true);
    }),
    { numRuns: runs },
  );
});
