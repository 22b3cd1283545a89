import { Readable } from 'node:stream';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;

/** What happens when the store has given a file its place, before anyone may use it. */
let afterPromotion = async () => {};

beforeAll(async () => {
  app = await startTestApp({ wrap: withTroubles });
  author = await app.author();
});
afterAll(() => app.close());

/** A blob that cannot be deleted, as one that somebody holds a lease on. */
let stuckKey: string | undefined;

function withTroubles(adapters: TestApp['adapters']): TestApp['adapters'] {
  const { blobs } = adapters;
  const remove = async (key: string) => {
    if (key === stuckKey) throw new Error('somebody holds a lease on it');
    await blobs.delete(key);
  };
  const promote: typeof blobs.promote = async (...promotion) => {
    await blobs.promote(...promotion);
    await afterPromotion();
  };
  return { ...adapters, blobs: { ...blobs, delete: remove, promote } };
}

const dayMs = 86_400_000;

async function setUnusedSince(sha256: string, agoMs: number): Promise<void> {
  await app.adapters.database.db
    .updateTable('media')
    .set({ unused_since: new Date(Date.now() - agoMs) })
    .where('sha256', '=', sha256)
    .execute();
}

const blobOf = (sha256: string) => app.adapters.blobs.stat(mediaBlobKey(sha256));

describe('media that no document names', () => {
  it('goes after a day, row and file together', async () => {
    const story = await author.createStory();
    const { sha256 } = await author.upload(story.id, picture());
    await sweepAll(app.engine);
    await setUnusedSince(sha256, 0.9 * dayMs);
    await sweepAll(app.engine);
    expect(await blobOf(sha256)).toBeDefined();
    await setUnusedSince(sha256, 1.01 * dayMs);
    await sweepAll(app.engine);
    expect(await blobOf(sha256)).toBeUndefined();
    const parameters = { storyId: story.id, sha256 };
    expect((await author.ask(mediaRoutes.get, { parameters })).statusCode).toBe(404);
  });

  it('has its day from when it was taken out of the last document', async () => {
    const story = await author.createStory();
    const { sha256 } = await author.upload(story.id, picture());
    const cover = { media: sha256 };
    await author.saveDraft(story.id, storyWith({ cover }));
    await setUnusedSince(sha256, 2 * dayMs);
    await sweepAll(app.engine);
    expect(await blobOf(sha256)).toBeDefined();
    await author.saveDraft(story.id, storyWith({ topics: [story.id] }));
    await app.adapters.database.db
      .deleteFrom('document_media')
      .where('sha256', '=', sha256)
      .execute();
    await sweepAll(app.engine);
    expect(await blobOf(sha256)).toBeDefined();
    // An undo in the editor: the old document comes back.
    await author.saveDraft(story.id, storyWith({ cover, topics: ['again'] }));
    await sweepAll(app.engine);
    expect(await blobOf(sha256)).toBeDefined();
  });

  it('is kept when it is uploaded again while it is being removed', async () => {
    const story = await author.createStory();
    const bytes = picture();
    const { sha256 } = await author.upload(story.id, bytes);
    for (let round = 0; round < 5; round += 1) {
      await setUnusedSince(sha256, 2 * dayMs);
      await Promise.all([sweepAll(app.engine), author.upload(story.id, bytes)]);
      const parameters = { storyId: story.id, sha256 };
      const read = await author.ask(mediaRoutes.get, { parameters });
      expect(read.rawPayload.equals(bytes)).toBe(true);
    }
  });

  it('is kept when it is uploaded again, and a clean-up comes before the end of that', async () => {
    const story = await author.createStory();
    const bytes = picture();
    const { sha256 } = await author.upload(story.id, bytes);
    await setUnusedSince(sha256, 2 * dayMs);
    afterPromotion = () => sweepAll(app.engine);
    await author.upload(story.id, bytes);
    afterPromotion = async () => {};
    const parameters = { storyId: story.id, sha256 };
    const read = await author.ask(mediaRoutes.get, { parameters });
    expect(read.rawPayload.equals(bytes)).toBe(true);
  });
});

describe('documents', () => {
  it('go when nothing points to them, and their media after them', async () => {
    const eager = await startTestApp({ environment: { UNUSED_KEEP_HOURS: '0' } });
    try {
      const writer = await eager.author();
      const story = await writer.createStory();
      const [kept, gone] = [
        await writer.upload(story.id, picture()),
        await writer.upload(story.id, picture()),
      ];
      await writer.saveDraft(story.id, storyWith({ cover: { media: kept.sha256 } }));
      await writer.publish(story.id);
      await writer.saveDraft(story.id, storyWith({ cover: { media: gone.sha256 } }));
      await sweepAll(eager.engine);
      expect(await namedMedia(eager)).toEqual([kept.sha256, gone.sha256].sort());
      await writer.saveDraft(story.id, storyWith());
      await sweepAll(eager.engine);
      await sweepAll(eager.engine);
      expect(await namedMedia(eager)).toEqual([kept.sha256]);
      expect(await eager.adapters.blobs.stat(mediaBlobKey(gone.sha256))).toBeUndefined();
      expect(await eager.adapters.blobs.stat(mediaBlobKey(kept.sha256))).toBeDefined();
    } finally {
      await eager.close();
    }
  });
});

it('one file that cannot be deleted keeps no other one', async () => {
  const story = await author.createStory();
  const files = [picture(), picture(), picture()];
  const hashes: string[] = [];
  for (const bytes of files) hashes.push((await author.upload(story.id, bytes)).sha256);
  for (const sha256 of hashes) await setUnusedSince(sha256, 2 * dayMs);
  const [stuck = '', ...others] = hashes.toSorted();
  stuckKey = mediaBlobKey(stuck);
  await expect(sweepAll(app.engine)).rejects.toThrow('1 could not be removed');
  expect(await blobOf(stuck)).toBeDefined();
  for (const sha256 of others) expect(await blobOf(sha256)).toBeUndefined();
  stuckKey = undefined;
});

describe('files that no row speaks of', () => {
  it('go when they are old enough for no upload to be under way', async () => {
    const eager = await startTestApp({ environment: { UNUSED_KEEP_HOURS: '0' } });
    try {
      const { blobs } = eager.adapters;
      const lost = mediaBlobKey('ab'.repeat(32));
      await blobs.promote(await blobs.stage(Readable.from([Buffer.from('lost')])), lost);
      await sweepAll(app.engine);
      expect(await blobs.stat(lost)).toBeDefined();
      await sweepAll(eager.engine);
      expect(await blobs.stat(lost)).toBeUndefined();
    } finally {
      await eager.close();
    }
  });
});

async function namedMedia({ adapters }: TestApp): Promise<string[]> {
  const rows = await adapters.database.db
    .selectFrom('document_media')
    .select('sha256')
    .distinct()
    .orderBy('sha256')
    .execute();
  return rows.map((row) => row.sha256);
}
