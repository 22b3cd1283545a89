import { crc32 } from 'node:zlib';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { verifyPackage } from '@taleport/story-archive';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { decodeMessage } from '../../jobs/job-message.ts';

let app: TestApp;
let author: TestClient;

beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
});
afterAll(() => app.close());

const queue = 'story-export-full-export-queue-dev';
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('a full export', () => {
  it('is accepted at once, with what polling needs', async () => {
    const { story } = await author.publishedStory();
    const response = await author.ask(storyExportRoutes.create, {
      parameters: { locale: 'ro', storyId: story.id },
    });

    expect(response.statusCode).toBe(202);
    const job = response.json();
    const self = `/api/stories/${story.id}/export-jobs/${job.jobId}`;
    expect(response.headers).toMatchObject({
      location: self,
      'retry-after': '1',
      'cache-control': 'private, no-cache',
      etag: expect.stringMatching(/^"[\w-]{43}"$/),
    });
    expect(job).toEqual({
      jobId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-/),
      storyId: story.id,
      status: 'Queued',
      queuedAtUtc: instant,
      kind: 'story-export',
      revision: 1,
      attempt: 1,
      maxAttempts: 3,
      warnings: [],
      snapshot: { version: 1 },
      links: { self, cancel: self, events: '/api/jobs/events' },
    });
    const status = await author.status(job);
    expect(status).toEqual({ ...job, queuePosition: 1 });
    await app.drainJobs();
  });

  it('leaves a row and a message that name each other', async () => {
    const { story } = await author.publishedStory();
    const { jobId } = await author.exportStory(story.id, { languages: ['en'] });
    expect(await app.job(jobId)).toMatchObject({
      kind: 'story-export',
      story_id: story.id,
      owner_user_id: author.id,
      requested_by_user_id: author.id,
      requested_by_email: author.email,
      locale: 'en',
      status: 'Queued',
      dequeue_count: 0,
      started_at_utc: null,
      completed_at_utc: null,
      error_code: null,
      input: {
        include: { images: true, audio: true, video: true },
        languages: ['en'],
        onMissing: 'fail',
        locale: 'en',
        slug: story.slug,
        originId: story.originId,
        isDraft: false,
        revision: 1,
      },
      result: null,
      epoch: 0,
      attempts: 0,
      worker_id: null,
      lease_expires_at: null,
      rung_at: null,
      cancel_requested_at: null,
    });

    const { ringDueJobs } = await import('../../jobs/relay.ts');
    await ringDueJobs(app.engine);
    const [message] = await app.adapters.queues.peek(queue, 32);
    expect(decodeMessage(message?.body ?? '')).toEqual({ kind: 'story-export', jobId });
    expect(Buffer.byteLength(message?.body ?? '')).toBeLessThan(1024);
    expect((await app.job(jobId)).rung_at).toBeInstanceOf(Date);

    await app.drainJobs();
    expect(await app.adapters.queues.count(queue)).toBe(0);
    expect(await app.job(jobId)).toMatchObject({ status: 'Completed', dequeue_count: 1, epoch: 1 });
  });

  it('completes with a package that verifies and that the view shows', async () => {
    const { story, media } = await author.publishedStory();
    const job = await author.exportStory(story.id);
    await app.drainJobs();

    const status = await author.status(job);
    const self = `/api/stories/${story.id}/export-jobs/${job.jobId}`;
    const { body, rawPayload, headers } = await author.download(status);
    expect(status).toEqual({
      jobId: job.jobId,
      storyId: story.id,
      status: 'Completed',
      queuedAtUtc: job.queuedAtUtc,
      startedAtUtc: instant,
      completedAtUtc: instant,
      expiresAtUtc: instant,
      kind: 'story-export',
      revision: expect.any(Number),
      attempt: 1,
      maxAttempts: 3,
      warnings: [],
      snapshot: { version: 1 },
      progress: {
        itemsDone: 1,
        itemsTotal: 1,
        bytesDone: rawPayload.length,
        bytesTotal: rawPayload.length,
        percent: 100,
      },
      links: { self, download: `${self}/download`, events: '/api/jobs/events' },
      zipDownloadUrl: `http://localhost:80${self}/download`,
      zipFileName: `${story.slug}-v1.zip`,
      zipSizeBytes: rawPayload.length,
      mediaCount: 1,
      languageCount: 2,
    });
    const keptMs = Date.parse(status.expiresAtUtc ?? '') - Date.parse(status.completedAtUtc ?? '');
    expect(keptMs).toBe(7 * 86_400_000);
    expect(headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename=${story.slug}-v1.zip`,
    });
    expect(body.startsWith('PK')).toBe(true);
    const { manifest } = await verifyPackage(sourceOf(rawPayload));
    expect(manifest).toMatchObject({
      origin: story.originId,
      slug: story.slug,
      version: 1,
      complete: true,
      files: [{ path: 'media/images/01-cover.png', sha256: media.sha256 }],
    });

    const { rows } = await sql`select * from story_export_jobs where id = ${job.jobId}`.execute(
      app.adapters.database.db,
    );
    expect(rows).toEqual([
      {
        id: job.jobId,
        story_id: story.id,
        owner_user_id: author.id,
        requested_by_email: author.email,
        locale: 'en',
        is_draft: false,
        status: 'Completed',
        dequeue_count: 1,
        queued_at_utc: new Date(job.queuedAtUtc),
        started_at_utc: new Date(status.startedAtUtc ?? ''),
        completed_at_utc: new Date(status.completedAtUtc ?? ''),
        error_message: null,
        zip_blob_path: `exports/${job.jobId}/${story.slug}-v1.zip`,
        zip_file_name: `${story.slug}-v1.zip`,
        zip_size_bytes: rawPayload.length,
        media_count: 1,
        language_count: 2,
      },
    ]);
  });

  it('tells its story in the timeline', async () => {
    const { story } = await author.publishedStory();
    const job = await author.exportStory(story.id);
    await app.drainJobs();
    await author.download(job);
    const events = await app.adapters.database.db
      .selectFrom('job_events')
      .select(['name', 'epoch', 'detail'])
      .where('job_id', '=', job.jobId)
      .orderBy('id')
      .execute();
    expect(events).toEqual([
      { name: 'queue', epoch: 0, detail: {} },
      { name: 'claim', epoch: 1, detail: { workerId: 'test-worker' } },
      { name: 'phase', epoch: 1, detail: { phase: 'preparing' } },
      { name: 'phase', epoch: 1, detail: { phase: 'assembling' } },
      { name: 'complete', epoch: 1, detail: {} },
      { name: 'download', epoch: 1, detail: {} },
    ]);
  });

  it('answers 304 to a client that has the status', async () => {
    const { story } = await author.publishedStory();
    const job = await author.exportStory(story.id);
    await app.drainJobs();
    const first = await author.get(job.links.self);
    expect(first.headers['retry-after']).toBeUndefined();
    const second = await author.get(job.links.self, {
      'if-none-match': String(first.headers.etag),
    });
    expect(second.statusCode).toBe(304);
    expect(second.body).toBe('');
  });

  it('is of the draft as it was when it was asked for', async () => {
    const story = await author.createStory(storyWith({ title: { en: 'Before' } }));
    const job = await author.exportDraft(story.id);
    await author.saveDraft(story.id, storyWith({ title: { en: 'After' } }));
    await app.drainJobs();
    const status = await author.status(job);
    expect(status).toMatchObject({
      zipFileName: `${story.slug}-draft-r1.zip`,
      snapshot: { draftRevision: 1 },
    });
    const { manifest } = await verifyPackage(sourceOf((await author.download(job)).rawPayload));
    expect(manifest).toMatchObject({ draftRevision: 1, story: { title: { en: 'Before' } } });
  });

  it('is of any version, and of the latest when none is named', async () => {
    const story = await author.createStory(storyWith({ title: { en: 'One', ro: 'Unu' } }));
    await author.publish(story.id);
    await author.saveDraft(story.id, storyWith({ title: { en: 'Two', ro: 'Doi' } }));
    await author.publish(story.id);
    const first = await author.exportStory(story.id, { version: 1 });
    const latest = await author.exportStory(story.id);
    await app.drainJobs();
    expect(await titleIn(first)).toBe('One');
    expect(await titleIn(latest)).toBe('Two');
    expect((await author.status(latest)).zipFileName).toBe(`${story.slug}-v2.zip`);
  });

  it('leaves out what the request leaves out, and says so in the manifest', async () => {
    const story = await author.createStory();
    const [cover, sound] = [
      await author.upload(story.id, picture()),
      await author.upload(story.id, narration()),
    ];
    await author.saveDraft(
      story.id,
      storyWith({ cover: { media: cover.sha256 }, titleNarration: { ro: sound.sha256 } }),
    );
    const job = await author.exportDraft(story.id, {
      include: { images: false },
      languages: ['en'],
    });
    await app.drainJobs();
    const { manifest } = await verifyPackage(sourceOf((await author.download(job)).rawPayload));
    expect(manifest).toMatchObject({
      files: [],
      omitted: [
        { sha256: cover.sha256, reason: 'kind' },
        { sha256: sound.sha256, reason: 'language' },
      ],
      complete: true,
      story: { languages: ['en'], title: { en: 'The fox and the moon' }, titleNarration: {} },
    });
    expect(await author.status(job)).toMatchObject({
      mediaCount: 0,
      languageCount: 1,
      warnings: [],
    });
  });

  it('is the same bytes on another server', async () => {
    const other = await startTestApp();
    try {
      const [cover, originId] = [picture(), crypto.randomUUID()];
      const packages = [];
      for (const server of [app, other]) {
        const client = await server.author('same');
        const story = await client.createStory(storyWith(), { originId, slug: 'same-bytes' });
        const { sha256 } = await client.upload(story.id, cover);
        await client.saveDraft(story.id, storyWith({ cover: { media: sha256 } }));
        await client.publish(story.id);
        for (const attempt of [1, 2]) {
          const job = await client.exportStory(story.id);
          await server.drainJobs();
          packages.push({ attempt, bytes: (await client.download(job)).rawPayload });
        }
      }
      const sums = new Set(packages.map(({ bytes }) => `${bytes.length} ${crc32(bytes)}`));
      expect(packages).toHaveLength(4);
      expect(sums.size).toBe(1);
      expect(packages[0]?.bytes.equals(packages[3]?.bytes ?? Buffer.alloc(0))).toBe(true);
    } finally {
      await other.close();
    }
  });

  it('is listed, newest first, page by page', async () => {
    const { story } = await author.publishedStory();
    const jobs = [];
    for (const languages of [['en'], ['ro'], ['en', 'ro']]) {
      jobs.push((await author.exportStory(story.id, { languages })).jobId);
    }
    const list = (query: string) =>
      author.ask(storyExportRoutes.list, { parameters: { storyId: story.id }, query });
    const first = (await list('?limit=2')).json();
    const second = (await list(`?limit=2&cursor=${first.nextCursor}`)).json();
    const ids = [...first.jobs, ...second.jobs].map((job: { jobId: string }) => job.jobId);
    expect(ids).toEqual(jobs.toReversed());
    expect(second.nextCursor).toBeUndefined();
    await app.drainJobs();
  });
});

async function titleIn(job: Parameters<TestClient['download']>[0]): Promise<string | undefined> {
  const { manifest } = await verifyPackage(sourceOf((await author.download(job)).rawPayload));
  return manifest.story.title.en;
}

function sourceOf(bytes: Buffer) {
  return {
    sizeBytes: bytes.length,
    read: async (offset: number, length: number) => bytes.subarray(offset, offset + length),
  };
}
