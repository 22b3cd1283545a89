import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { storyDocument } from '@taleport/story-model';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { sampleMedia } from '../../../../../packages/story-archive/test/sample-media.ts';
import {
  packageBytes,
  packageSample,
} from '../../../../../packages/story-archive/test/story-packages.ts';
import {
  applyCheck,
  blobsIn,
  checkUpload,
  importStatus,
  putUpload,
} from '../../../test/import-fixture.ts';
import { takeJob } from '../../../test/take-job.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { type BlobStore, BlobStoreError } from '../../infrastructure/blob-store.ts';
import type { Trx } from '../../infrastructure/database/database.ts';
import { createJob } from '../../jobs/create-job.ts';
import { runAttempt } from '../../jobs/run-attempt.ts';
import { sweepAll } from '../../jobs/sweeper.ts';
import { planCheck } from './import-request.ts';

const mib = 1024 * 1024;

/** What the test does to the blob store: it breaks off reading behind an offset, or is asked before something is staged. */
const store = {
  breaksAt: Number.POSITIVE_INFINITY,
  readBytes: 0,
  beforeStage: async (): Promise<void> => undefined,
};

function watched(adapters: TestApp['adapters']): TestApp['adapters'] {
  const blobs: BlobStore = {
    ...adapters.blobs,
    async *read(key, range) {
      const { start = 0, end = 0 } = range ?? {};
      // Headers are looked at before any film is read.
      if (start >= store.breaksAt && end - start > mib) throw new BlobStoreError('unreadable', key);
      for await (const bytes of adapters.blobs.read(key, range)) {
        store.readBytes += bytes.length;
        yield bytes;
      }
    },
    async stage(content) {
      await store.beforeStage();
      return adapters.blobs.stage(content);
    },
  };
  return { ...adapters, blobs };
}

const films = Array.from({ length: 12 }, (_, index) =>
  sampleMedia('video/mp4', `film ${index}`, { sizeBytes: 3 * mib }),
);
const story = storyDocument.parse({
  title: { en: 'Twelve films' },
  languages: ['en'],
  tiles: films.map(({ sha256 }, index) => ({
    kind: 'video',
    id: `film-${index}`,
    video: { en: sha256 },
  })),
});
const bytes = packageBytes(
  packageSample({ story, library: films, slug: 'twelve-films', revision: { draftRevision: 1 } }),
);

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp({ wrap: watched, environment: { UNUSED_KEEP_HOURS: '0' } });
});
afterAll(() => app.close());
let names = 0;
beforeEach(async () => {
  names += 1;
  author = await app.author(`author-${names}`);
  store.breaksAt = Number.POSITIVE_INFINITY;
  store.beforeStage = async () => undefined;
});

const stories = async () => (await author.ask(storyRoutes.list)).json().stories;

it('a check that is broken off goes on behind the files that it has read', async () => {
  const uploadId = await putUpload(app.adapters, author, bytes);
  store.breaksAt = 32 * mib;
  const broken = await checkUpload(app, author, uploadId);
  expect(broken).toMatchObject({ status: 'Queued', attempt: 2 });
  store.breaksAt = Number.POSITIVE_INFINITY;
  store.readBytes = 0;
  await app.makeDue(broken.jobId);
  await app.drainJobs();
  expect(await importStatus(author, broken.jobId)).toMatchObject({
    status: 'Completed',
    progress: { itemsDone: 12, itemsTotal: 12, percent: 100 },
  });
  // Two windows of 4 MiB where the story begins, and the last films of 36 MiB.
  expect(store.readBytes).toBeLessThan(20 * mib);
});

it('an import that is broken off stores only what is not stored yet, and no half a story', async () => {
  const uploadId = await putUpload(app.adapters, author, bytes);
  const check = await checkUpload(app, author, uploadId);
  // More than three batches of three, of which one is done by then.
  let left = 9;
  store.beforeStage = async () => {
    left -= 1;
    if (left < 0) throw new BlobStoreError('full', 'staged');
  };
  const broken = await applyCheck(app, author, check);
  expect(broken).toMatchObject({ status: 'Queued', attempt: 2 });
  expect(await stories()).toEqual([]);
  const stored = (await blobsIn(app.adapters, 'media')).length;
  expect(stored).toBeGreaterThan(0);

  let staged = 0;
  store.beforeStage = async () => {
    staged += 1;
  };
  await app.makeDue(broken.jobId);
  await app.drainJobs();
  expect(await importStatus(author, broken.jobId)).toMatchObject({ status: 'Completed' });
  expect(staged).toBe(films.length - stored);
  expect(await stories()).toHaveLength(1);
  expect(await blobsIn(app.adapters, 'uploads')).not.toContain(`uploads/${uploadId}`);
});

it('an import that is canceled leaves nothing behind, and its package to decide anew', async () => {
  const cover = sampleMedia('image/png', 'canceled');
  const uploaded = packageBytes(
    packageSample({
      story: storyDocument.parse({
        title: { en: 'Canceled' },
        languages: ['en'],
        cover: { media: cover.sha256 },
      }),
      library: [cover],
      slug: 'canceled',
    }),
  );
  const check = await checkUpload(app, author, await putUpload(app.adapters, author, uploaded));
  const remove = (jobId: string) => author.ask(storyImportRoutes.remove, { parameters: { jobId } });
  store.beforeStage = async () => {
    const active = (await author.ask(storyImportRoutes.list)).json().jobs[0];
    expect((await remove(active.jobId)).statusCode).toBe(202);
  };
  expect(await applyCheck(app, author, check)).toMatchObject({ status: 'Canceled' });
  expect(await stories()).toEqual([]);
  store.beforeStage = async () => undefined;
  const uploadKey = `uploads/${check.uploadId}`;
  expect(await blobsIn(app.adapters, 'uploads')).toContain(uploadKey);
  await remove(check.jobId);
  expect(await blobsIn(app.adapters, 'uploads')).not.toContain(uploadKey);
  await sweepAll(app.engine);
  const left = await blobsIn(app.adapters, 'media');
  expect(left.filter((key) => key.endsWith(cover.sha256))).toEqual([]);
});

it('a package stays whose check is thrown away while another check of it begins', async () => {
  const uploadId = await putUpload(app.adapters, author, bytes);
  const { jobId } = await checkUpload(app, author, uploadId);
  const account = { id: author.id, email: author.email, name: 'author', role: 'creator' } as const;
  const decision = { into: 'new-story' } as const;
  const plan = planCheck({ account, locale: 'en', uploadId, autoApply: false, decision });
  const { db } = app.adapters.database;
  const [next, removing] = await db.transaction().execute(async (trx) => {
    const { job } = await createJob(trx, await plan(trx));
    const removed = author.ask(storyImportRoutes.remove, { parameters: { jobId } });
    await expect.poll(() => isSomebodyHeldUp(trx)).toBe(true);
    return [job.id, { removed }];
  });
  expect((await removing.removed).json()).toMatchObject({ status: 'Expired' });
  await app.drainJobs();
  expect(await importStatus(author, next)).toMatchObject({ status: 'Completed' });
});

it('a check that is tried again after its import has begun names that import', async () => {
  const uploadId = await putUpload(app.adapters, author, bytes);
  const body = { uploadId, autoApply: true };
  const asked = await author.ask(storyImportRoutes.create, {
    parameters: { locale: 'en' },
    body,
  });
  const parameters = { jobId: asked.json().jobId };
  const kind = app.engine.kinds.get('story-import');
  const job = kind && (await takeJob(app.engine, kind));
  if (!job) throw new Error('There is no check to run');
  await runAttempt(app.engine, { job, kind, shutdown: new AbortController().signal });
  const { otherJobId } = await importStatus(author, job.id);
  const importId = otherJobId ?? '';
  await app.adapters.database.db
    .updateTable('jobs')
    .set({ not_before: new Date(Date.now() + 3_600_000) })
    .where('id', '=', importId)
    .execute();
  await author.ask(storyImportRoutes.remove, { parameters });
  expect((await author.ask(storyImportRoutes.retry, { parameters })).statusCode).toBe(202);
  await app.drainJobs();
  expect(await importStatus(author, job.id)).toMatchObject({ status: 'Completed', otherJobId });
  await app.makeDue(importId);
  await app.drainJobs();
  expect(await importStatus(author, importId)).toMatchObject({ status: 'Completed' });
});

/** Whether somebody waits for a lock, or for the only session. */
async function isSomebodyHeldUp(trx: Trx): Promise<boolean> {
  const { rows } = await sql`select from pg_stat_activity
    where pg_backend_pid() = any(pg_blocking_pids(pid))`.execute(trx);
  return rows.length > 0 || app.adapters.database.connections().waiting > 0;
}
