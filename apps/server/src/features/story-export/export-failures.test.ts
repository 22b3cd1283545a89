import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { UploadedMedia } from '@taleport/contracts/media';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { verifyPackage } from '@taleport/story-archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import { BlobStoreError } from '../../infrastructure/blob-store.ts';

let app: TestApp;
let author: TestClient;
let isDiskFull = false;
/** Media that the store seems to have although it is far too large for a test; its packages are not made. */
let hugeMedia = '';
const hugeBytes = 21 * 1024 ** 3;
/** What happens just before the store is asked for a blob. */
let beforeStat = async (_key: string) => {};

beforeAll(async () => {
  app = await startTestApp({
    wrap: (adapters) => ({
      ...adapters,
      blobs: {
        ...adapters.blobs,
        async compose(compose) {
          if (isDiskFull) throw new BlobStoreError('full', compose.key);
          const isHuge = compose.plan.sizeBytes > hugeBytes;
          return isHuge ? { writtenBytes: 0, resumedBytes: 0 } : adapters.blobs.compose(compose);
        },
        async stat(key) {
          await beforeStat(key);
          const isHuge = hugeMedia !== '' && key.endsWith(hugeMedia);
          return isHuge ? { sizeBytes: hugeBytes, etag: '"huge"' } : adapters.blobs.stat(key);
        },
      },
    }),
  });
  author = await app.author();
});
afterAll(() => app.close());

describe('an export of a story with a missing media file', () => {
  it('fails at once and names the file', async () => {
    const { story, sound } = await narratedStory();
    await rm(blobFile(sound));
    const job = await author.exportDraft(story.id);
    await app.drainJobs();
    await expectFailure(job, {
      code: 'media_missing',
      message: 'A file is missing: the narration, page 1 (en). Upload it again, then export again.',
      retryable: false,
      attempts: 0,
    });
  });

  it('says so in the language of the request', async () => {
    const { story, cover } = await narratedStory();
    await rm(blobFile(cover));
    const response = await author.ask(storyExportRoutes.createDraft, {
      parameters: { locale: 'ro-RO', storyId: story.id },
    });
    await app.drainJobs();
    const { errorMessage } = await author.status(response.json());
    expect(errorMessage).toBe(
      'Lipsește un fișier: coperta. Încarcă-l din nou, apoi exportă din nou.',
    );
  });

  it('lists it instead where the request says so', async () => {
    const { story, cover, sound } = await narratedStory();
    await rm(blobFile(sound));
    const job = await author.exportDraft(story.id, { onMissing: 'list' });
    await app.drainJobs();
    const status = await author.status(job);
    expect(status).toMatchObject({
      status: 'Completed',
      mediaCount: 1,
      warnings: [
        {
          code: 'media_missing',
          message:
            'A file is missing: the narration, page 1 (en). Upload it again, then export again.',
          where: '/tiles/0/narration/en',
        },
      ],
    });
    const { rawPayload } = await author.download(job);
    const { manifest } = await verifyPackage({
      sizeBytes: rawPayload.length,
      read: async (offset, length) => rawPayload.subarray(offset, offset + length),
    });
    expect(manifest).toMatchObject({
      complete: false,
      files: [{ sha256: cover.sha256 }],
      missing: [{ sha256: sound.sha256, reason: 'missing', uses: [{ tileId: 'first' }] }],
    });
  });

  it('does not need what the request leaves out', async () => {
    const { story, sound } = await narratedStory();
    await rm(blobFile(sound));
    const job = await author.exportDraft(story.id, { include: { audio: false } });
    await app.drainJobs();
    expect((await author.status(job)).status).toBe('Completed');
  });
});

describe('an export of a story with a damaged media file', () => {
  it('fails at once for a flipped bit, and succeeds when the file was uploaded again', async () => {
    const bytes = picture(100_000);
    const story = await author.createStory();
    const cover = await author.upload(story.id, bytes);
    await author.saveDraft(story.id, storyWith({ cover: { media: cover.sha256 } }));
    await flipBit(blobFile(cover), 50_000);

    const job = await author.exportDraft(story.id);
    await app.drainJobs();
    await expectFailure(job, {
      code: 'media_damaged',
      message: 'A stored file is damaged: the cover. Upload it again, then export again.',
      retryable: false,
      attempts: 0,
    });

    await author.upload(story.id, bytes);
    const again = await author.exportDraft(story.id);
    await app.drainJobs();
    expect((await author.status(again)).status).toBe('Completed');
  });

  it('fails at once for another size', async () => {
    const { story, cover } = await narratedStory();
    const file = await open(blobFile(cover), 'a');
    await file.write('more');
    await file.close();
    const job = await author.exportDraft(story.id);
    await app.drainJobs();
    expect((await author.status(job)).error?.code).toBe('media_damaged');
  });
});

describe('an export that meets trouble which may pass', () => {
  it('is tried three times for a file that cannot be read, then fails', async () => {
    const { story, cover } = await narratedStory();
    await rm(blobFile(cover));
    // A folder is there and cannot be read as a file, by root neither.
    await mkdir(blobFile(cover));
    const job = await author.exportDraft(story.id);
    await runAllAttempts(job);
    await expectFailure(job, {
      code: 'media_unreadable',
      message:
        'A stored file cannot be read: the cover. Try again later; if it happens again, tell your administrator.',
      retryable: true,
      attempts: 3,
    });
  });

  it('is tried three times while the disk is full, with growing waits, then fails', async () => {
    const { story } = await narratedStory();
    isDiskFull = true;
    const job = await author.exportDraft(story.id);
    await runAllAttempts(job);
    isDiskFull = false;
    await expectFailure(job, {
      code: 'storage_full',
      message:
        'The server has no room left for the package. Tell your administrator, then try again.',
      retryable: true,
      attempts: 3,
    });
    const events = await app.adapters.database.db
      .selectFrom('job_events')
      .select(['name', 'detail'])
      .where('job_id', '=', job.jobId)
      .where('name', 'in', ['backOff', 'fail'])
      .orderBy('id')
      .execute();
    expect(events).toEqual([
      { name: 'backOff', detail: expect.objectContaining({ code: 'storage_full', attempts: 1 }) },
      { name: 'backOff', detail: expect.objectContaining({ code: 'storage_full', attempts: 2 }) },
      {
        name: 'fail',
        detail: { code: 'storage_full', final: false, attempts: 3, workerId: 'test-worker' },
      },
    ]);
    const [first, second] = events.map(({ detail }) => Number(detail.waitMs));
    expect(first).toBeGreaterThanOrEqual(5_000);
    expect(first).toBeLessThan(6_250);
    expect(second).toBeGreaterThanOrEqual(10_000);
  });

  it('goes on when the trouble has passed', async () => {
    const { story } = await narratedStory();
    isDiskFull = true;
    const job = await author.exportDraft(story.id);
    await app.drainJobs();
    isDiskFull = false;
    expect(await author.status(job)).toMatchObject({ status: 'Queued', attempt: 2 });
    expect(
      (await author.ask(storyExportRoutes.download, { parameters: addressOf(job) })).json(),
    ).toMatchObject({ status: 409, code: 'export_not_ready', retryable: true });
    await app.makeDue(job.jobId);
    await app.drainJobs();
    expect((await author.status(job)).status).toBe('Completed');
  });
});

it('a package that is larger than what can be imported says so', async () => {
  const { story, sound } = await narratedStory();
  await app.adapters.database.db
    .updateTable('media')
    .set({ size_bytes: hugeBytes })
    .where('sha256', '=', sound.sha256)
    .execute();
  hugeMedia = sound.sha256;
  const job = await author.exportDraft(story.id);
  await app.drainJobs();
  hugeMedia = '';
  expect(await author.status(job)).toMatchObject({
    status: 'Completed',
    warnings: [
      { code: 'package_too_large_to_import', message: expect.stringContaining('20 GB'), where: '' },
    ],
  });
});

it('a download of a package that is deleted at that moment is none', async () => {
  const { story } = await narratedStory();
  const job = await author.exportDraft(story.id);
  await app.drainJobs();
  const parameters = addressOf(job);
  // The job was looked at, and the package is there for the last time.
  beforeStat = async (key) => {
    beforeStat = async () => {};
    expect(key).toContain(job.jobId);
    const { db } = app.adapters.database;
    const status = 'Expired';
    await db.updateTable('jobs').set({ status }).where('id', '=', job.jobId).execute();
  };
  const gone = await author.ask(storyExportRoutes.download, { parameters });
  expect([gone.statusCode, gone.json().code]).toEqual([410, 'package_gone']);
  const { events } = (await author.ask(storyExportRoutes.timeline, { parameters })).json();
  const names = events.map(({ name }: { name: string }) => name);
  expect(names).toContain('complete');
  expect(names).not.toContain('download');
});

/** A story with a cover, and a narration of its first page. */
async function narratedStory() {
  const story = await author.createStory();
  const cover = await author.upload(story.id, picture());
  const sound = await author.upload(story.id, narration());
  await author.saveDraft(
    story.id,
    storyWith({
      cover: { media: cover.sha256 },
      tiles: [{ kind: 'page', id: 'first', narration: { en: sound.sha256 } }],
    }),
  );
  return { story, cover, sound };
}

interface ExpectedFailure {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly attempts: number;
}

async function expectFailure(job: ExportStatusDocument, expected: ExpectedFailure) {
  const { attempts, ...error } = expected;
  const status = await author.status(job);
  expect(status).toMatchObject({ status: 'Failed', error, errorMessage: error.message });
  expect(status.zipDownloadUrl).toBeUndefined();
  expect(status.links.download).toBeUndefined();
  expect((await app.job(job.jobId)).attempts).toBe(attempts);
  const download = await author.ask(storyExportRoutes.download, { parameters: addressOf(job) });
  expect(download.statusCode).toBe(409);
  expect(await packagesOf(job)).toEqual([]);
}

function addressOf({ storyId, jobId }: ExportStatusDocument) {
  return { storyId, jobId };
}

/** What is in the place of a job's packages. */
async function packagesOf({ jobId }: ExportStatusDocument): Promise<string[]> {
  const folder = join(app.dataDir, 'blobs/objects/exports', jobId);
  return readdir(folder).catch(() => []);
}

async function runAllAttempts({ jobId }: ExportStatusDocument): Promise<void> {
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await app.makeDue(jobId);
    await app.drainJobs();
  }
}

function blobFile({ sha256 }: Pick<UploadedMedia, 'sha256'>): string {
  return join(app.dataDir, 'blobs/objects', mediaBlobKey(sha256));
}

async function flipBit(path: string, offset: number): Promise<void> {
  const file = await open(path, 'r+');
  const byte = Buffer.alloc(1);
  await file.read(byte, 0, 1, offset);
  byte.writeUInt8(byte.readUInt8() ^ 0x10);
  await file.write(byte, 0, 1, offset);
  await file.close();
}
