import { randomBytes } from 'node:crypto';
import { utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { tusClient } from '../../../test/tus-client.ts';
import { uploadBlobKey } from '../../infrastructure/blob-keys.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;
let uploads: ReturnType<typeof tusClient>;
beforeAll(async () => {
  app = await startTestApp({ environment: { UPLOAD_KEEP_HOURS: '2' } });
  author = await app.author();
  uploads = tusClient(author);
});
afterAll(() => app.close());

/** An upload of 100 bytes, of which some have come. */
async function uploaded(receivedBytes: number): Promise<string> {
  const uploadId = await uploads.begin(100);
  await uploads.append(uploadId, 0, randomBytes(receivedBytes));
  return uploadId;
}

/** As if so much time had passed. */
async function letPass(uploadId: string, hours: number): Promise<void> {
  const { db } = app.adapters.database;
  const upload = await db
    .selectFrom('uploads')
    .select('expires_at')
    .where('id', '=', uploadId)
    .executeTakeFirstOrThrow();
  const expires_at = new Date(upload.expires_at.getTime() - hours * 3_600_000);
  await db.updateTable('uploads').set({ expires_at }).where('id', '=', uploadId).execute();
}

const isThere = async (uploadId: string) => {
  const blob = await app.adapters.blobs.stat(uploadBlobKey(uploadId));
  const { statusCode } = await uploads.ask(uploadId);
  expect(statusCode).toBe(blob ? 200 : 404);
  return blob !== undefined;
};

describe('an upload', () => {
  it.each([50, 100])(
    'with %d of its 100 bytes goes two hours after the last one',
    async (bytes) => {
      const uploadId = await uploaded(bytes);
      await letPass(uploadId, 1.9);
      await sweepAll(app.engine);
      expect(await isThere(uploadId)).toBe(true);
      await letPass(uploadId, 0.2);
      await sweepAll(app.engine);
      expect(await isThere(uploadId)).toBe(false);
    },
  );

  it('whose sender comes back late has its time from then', async () => {
    const uploadId = await uploaded(50);
    await letPass(uploadId, 2.1);
    await uploads.append(uploadId, 50, randomBytes(10));
    await sweepAll(app.engine);
    expect(await isThere(uploadId)).toBe(true);
  });

  it('stays while a job needs it, and cannot be given up', async () => {
    const uploadId = await uploaded(100);
    const story = await author.createStory();
    const { jobId } = await author.exportDraft(story.id);
    const { db } = app.adapters.database;
    const setJob = (values: object) =>
      db.updateTable('jobs').set(values).where('id', '=', jobId).execute();
    await setJob({ kind: 'needs-an-upload', input: JSON.stringify({ uploadId }) });
    await letPass(uploadId, 3);
    await sweepAll(app.engine);
    expect((await uploads.remove(uploadId)).json()).toMatchObject({
      status: 409,
      code: 'upload_in_use',
    });
    await setJob({ status: 'Running', lease_expires_at: new Date() });
    const tomorrow = new Date(Date.now() + 86_400_000);
    await setJob({ status: 'Completed', lease_expires_at: null, expires_at: tomorrow });
    await sweepAll(app.engine);
    expect(await isThere(uploadId)).toBe(true);
    await setJob({ status: 'Expired' });
    await sweepAll(app.engine);
    expect(await isThere(uploadId)).toBe(false);
  });
});

it('bytes that no row speaks of go when they are as old', async () => {
  const uploadId = await uploaded(50);
  await app.adapters.database.db.deleteFrom('uploads').where('id', '=', uploadId).execute();
  await sweepAll(app.engine);
  expect(await app.adapters.blobs.stat(uploadBlobKey(uploadId))).toBeDefined();
  const before = new Date(Date.now() - 2.1 * 3_600_000);
  await utimes(join(app.dataDir, 'blobs/objects', uploadBlobKey(uploadId)), before, before);
  await sweepAll(app.engine);
  expect(await app.adapters.blobs.stat(uploadBlobKey(uploadId))).toBeUndefined();
});
