import { readPackage } from '@taleport/story-archive';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { olderBytes } from '../../../../../packages/story-archive/test/older-packages.ts';
import { sampleLibrary } from '../../../../../packages/story-archive/test/sample-media.ts';
import {
  packageBytes,
  packageSample,
  packageSamples,
} from '../../../../../packages/story-archive/test/story-packages.ts';
import {
  applyCheck,
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

it('a story of the older layout becomes a draft, and a package of ours when that is exported', async () => {
  const author = await app.author('older');
  const node = (text: string) => ({ nodeId: 'n', text, options: [{ id: 'go', text: `${text}!` }] });
  const bytes = olderBytes({
    id: 'lamp-of-old',
    master: { coverImageUrl: 'cover.jpg', priceInCredits: 5 },
    tiles: [
      { tileId: 'ask', type: 'dialog' },
      { tileId: 'end', type: 'page' },
    ],
    languages: {
      'ro-ro': { title: 'Felinarul', tiles: [{ tileId: 'end', text: 'Gata.' }] },
      en: { title: 'The lamp', tiles: [{ tileId: 'end', text: 'Done.', audioUrl: 'end.mp3' }] },
    },
    dialogs: {
      'ro-ro/ask': { dialogRootNodeId: 'n', dialogNodes: [node('Mergem')] },
      'en/ask': { dialogRootNodeId: 'n', dialogNodes: [node('Shall we go')] },
    },
    media: { 'media/images/cover/cover.jpg': 'image/jpeg', 'media/audio/en/end.mp3': 'audio/mpeg' },
  });
  const check = async () => checkUpload(app, author, await putUpload(app.adapters, author, bytes));
  const checked = await check();
  expect(checked.report).toMatchObject({
    ...{ layout: 'alchimalia', languages: ['ro-RO', 'en'], tileCount: 2, mine: null },
    ...{
      media: { new: { files: 2 }, missing: { files: 0 } },
      losses: [{ code: 'field-not-kept' }],
    },
  });
  const { status, storyId } = await applyCheck(app, author, checked);
  expect(status).toBe('Completed');

  const exported = await exportedBytes(app, author, storyId ?? '');
  const [before, after] = await Promise.all([bytes, exported].map((each) => readBytes(each)));
  expect(after?.layout).toBe('taleport');
  expect(after?.manifest.story).toEqual(before?.manifest.story);
  expect(after?.manifest.origin).toBe(before?.manifest.origin);
  expect((await check()).report?.mine).toMatchObject({ storyId, tiles: { changed: [] } });
});

function readBytes(bytes: Buffer) {
  const read = async (offset: number, length: number) => bytes.subarray(offset, offset + length);
  return readPackage({ sizeBytes: bytes.length, read });
}
