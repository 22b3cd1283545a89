import type { JobStatusDocument } from '@taleport/contracts/jobs';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;

beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
});
afterAll(() => app.close());

const dayMs = 86_400_000;

function ask(storyId: string, headers: Record<string, string> = {}, body?: unknown) {
  const parameters = { locale: 'en', storyId };
  return author.ask(storyExportRoutes.createDraft, { parameters, headers, body });
}

async function packageOf(storyId: string): Promise<ExportStatusDocument> {
  const job = await author.exportDraft(storyId);
  await app.drainJobs();
  return author.status(job);
}

function setExpiry(jobId: string, inMs: number) {
  return app.adapters.database.db
    .updateTable('jobs')
    .set({ expires_at: new Date(Date.now() + inMs) })
    .where('id', '=', jobId)
    .execute();
}

describe('the same request with the same Idempotency-Key', () => {
  it('is the same job, whatever has become of it', async () => {
    const story = await author.createStory();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = await ask(story.id, headers);
    const [second, third] = await Promise.all([ask(story.id, headers), ask(story.id, headers)]);
    for (const { statusCode, ...answer } of [second, third]) {
      expect(statusCode).toBe(202);
      expect(answer.json()).toEqual(first.json());
    }
    await app.drainJobs();
    await author.ask(storyExportRoutes.remove, { parameters: first.json() });
    expect((await ask(story.id, headers)).json()).toMatchObject({
      jobId: first.json().jobId,
      status: 'Expired',
    });
  });

  it('is a new one after a day, and another user’s key is another key', async () => {
    const story = await author.createStory();
    const headers = { 'idempotency-key': crypto.randomUUID() };
    const first = (await ask(story.id, headers)).json<JobStatusDocument>();
    const admin = await app.admin();
    const theirs = await admin.ask(storyExportRoutes.createDraft, {
      parameters: { locale: 'en', storyId: story.id },
      headers,
    });
    expect(theirs.json().jobId).not.toBe(first.jobId);
    await app.adapters.database.db
      .updateTable('idempotency_keys')
      .set({ created_at: new Date(Date.now() - dayMs) })
      .execute();
    await author.ask(storyExportRoutes.remove, {
      parameters: { storyId: story.id, jobId: first.jobId },
    });
    expect((await ask(story.id, headers)).json().jobId).not.toBe(first.jobId);
    await sweepAll(app.engine);
  });

  it('cannot be used for another request, and has to be a key', async () => {
    const story = await author.createStory();
    const headers = { 'idempotency-key': 'one-key' };
    await ask(story.id, headers);
    const other = await ask(story.id, headers, { languages: ['en'] });
    expect(other.json()).toMatchObject({ status: 422, code: 'idempotency_key_reused' });
    const bad = await ask(story.id, { 'idempotency-key': 'with space' });
    expect(bad.json()).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});

describe('asking for the same package again', () => {
  it('by a double click or in two tabs is one job', async () => {
    const story = await author.createStory();
    const answers = await Promise.all([ask(story.id), ask(story.id), ask(story.id)]);
    const jobs = answers.map((answer) => answer.json<JobStatusDocument>());
    expect(new Set(jobs.map((job) => job.jobId)).size).toBe(1);
    expect(jobs.filter((job) => job.reused)).toHaveLength(2);
    await app.drainJobs();
  });

  it('finds it at once when it is there, and keeps it for a day at least', async () => {
    const story = await author.createStory();
    const made = await packageOf(story.id);
    const again = (await ask(story.id)).json<ExportStatusDocument>();
    expect(again).toEqual({ ...made, reused: true });
    await setExpiry(made.jobId, 3_600_000);
    const later = (await ask(story.id)).json<ExportStatusDocument>();
    expect(Date.parse(later.expiresAtUtc ?? '')).toBeGreaterThan(Date.now() + dayMs - 60_000);
    expect((await author.download(later)).statusCode).toBe(200);
  });

  it('is another job for another user, for other options, and in another locale', async () => {
    const story = await author.createStory();
    const mine = await packageOf(story.id);
    const admin = await app.admin();
    const parameters = { locale: 'en', storyId: story.id };
    const others = [
      await admin.ask(storyExportRoutes.createDraft, { parameters }),
      await ask(story.id, {}, { languages: ['en'] }),
      await author.ask(storyExportRoutes.createDraft, {
        parameters: { ...parameters, locale: 'ro' },
      }),
    ].map((answer) => answer.json<JobStatusDocument>());
    expect(others.map((job) => job.reused)).toEqual([undefined, undefined, undefined]);
    expect(new Set([mine, ...others].map((job) => job.jobId)).size).toBe(4);
  });

  it('is another job after an edit, and the old one when the edit is taken back', async () => {
    const story = await author.createStory();
    const before = await packageOf(story.id);
    await author.saveDraft(story.id, storyWith({ topics: ['edited'] }));
    const after = await author.exportDraft(story.id);
    expect(after).toMatchObject({ status: 'Queued', snapshot: { draftRevision: 2 } });
    expect(after.jobId).not.toBe(before.jobId);
  });

  it('is another job after the expiry, after a delete, and when the file is gone', async () => {
    const story = await author.createStory();
    const expired = await packageOf(story.id);
    await setExpiry(expired.jobId, -1);
    const deleted = await packageOf(story.id);
    expect(deleted.jobId).not.toBe(expired.jobId);
    await author.ask(storyExportRoutes.remove, {
      parameters: { storyId: story.id, jobId: deleted.jobId },
    });
    const lost = await packageOf(story.id);
    expect(lost.jobId).not.toBe(deleted.jobId);
    const { result } = await app.job(lost.jobId);
    await app.adapters.blobs.delete((result as { zipBlobPath: string }).zipBlobPath);
    const made = await packageOf(story.id);
    expect(made.jobId).not.toBe(lost.jobId);
    expect((await app.job(lost.jobId)).status).toBe('Expired');
  });

  it('does not find a job that is being canceled', async () => {
    const story = await author.createStory();
    const job = await author.exportDraft(story.id);
    const { db } = app.adapters.database;
    await db
      .updateTable('jobs')
      .set({
        status: 'Running',
        lease_expires_at: new Date(Date.now() + 30_000),
        cancel_requested_at: new Date(),
      })
      .where('id', '=', job.jobId)
      .execute();
    const next = await author.exportDraft(story.id);
    expect(next.jobId).not.toBe(job.jobId);
    await db.deleteFrom('jobs').where('id', '=', job.jobId).execute();
  });
});

it('one user can have so many jobs, and no more, also of one moment', async () => {
  const limited = await startTestApp({ environment: { MAX_ACTIVE_JOBS: '2' } });
  try {
    const busy = await limited.author();
    const stories = await Promise.all(Array.from({ length: 8 }, () => busy.createStory()));
    const answers = await Promise.all(
      stories.map(({ id }) =>
        busy.ask(storyExportRoutes.createDraft, { parameters: { locale: 'en', storyId: id } }),
      ),
    );
    const refused = answers.filter(({ statusCode }) => statusCode !== 202);
    expect(refused).toHaveLength(6);
    expect(refused[0]?.json()).toMatchObject({ code: 'too_many_jobs', retryable: true });
    expect(refused[0]?.headers['retry-after']).toBe('60');
    await limited.drainJobs();
    const storyId = stories[0]?.id ?? '';
    const canceled = await busy.exportDraft(storyId, { languages: ['ro', 'en'] });
    const parameters = { storyId, jobId: canceled.jobId };
    await busy.ask(storyExportRoutes.remove, { parameters });
    await busy.requestPublish(storyId);
    await busy.exportDraft(storyId, { languages: ['en'], include: { images: false } });
    // To try again is to ask again.
    const retried = await busy.ask(storyExportRoutes.retry, { parameters });
    expect(retried.json()).toMatchObject({ status: 429, code: 'too_many_jobs' });
    await limited.drainJobs();
    expect((await busy.ask(storyExportRoutes.retry, { parameters })).statusCode).toBe(202);
  } finally {
    await limited.close();
  }
});
