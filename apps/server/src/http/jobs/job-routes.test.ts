import type { JobList, JobStatusDocument } from '@taleport/contracts/jobs';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { jobRoutes, queueRoutes } from '@taleport/contracts/routes/jobs';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { UpdateObject } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import type { Tables } from '../../infrastructure/database/tables.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;

beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
});
afterAll(() => app.close());

async function acceptedExport() {
  const story = await author.createStory();
  const job = await author.exportDraft(story.id);
  return { job, parameters: { storyId: story.id, jobId: job.jobId } };
}

describe('DELETE of a job', () => {
  it('cancels it while it is Queued, and deletes the package when it is Completed', async () => {
    const { parameters } = await acceptedExport();
    const canceled = await author.ask(storyExportRoutes.remove, { parameters });
    expect(canceled.statusCode).toBe(200);
    expect(canceled.json()).toMatchObject({
      status: 'Canceled',
      links: { retry: expect.stringMatching(/\/retry$/) },
    });

    const { job, parameters: other } = await acceptedExport();
    await app.drainJobs();
    const key = ((await app.job(job.jobId)).result as { zipBlobPath: string }).zipBlobPath;
    expect(await app.adapters.blobs.stat(key)).toBeDefined();
    const deleted = await author.ask(storyExportRoutes.remove, { parameters: other });
    expect(deleted.json()).toMatchObject({ status: 'Expired' });
    expect(deleted.json().zipDownloadUrl).toBeUndefined();
    expect(await app.adapters.blobs.stat(key)).toBeUndefined();
    const download = await author.ask(storyExportRoutes.download, { parameters: other });
    expect(download.json()).toMatchObject({ status: 410, code: 'package_gone' });
  });

  it('asks a Running one to stop, which shows at once', async () => {
    const { job, parameters } = await acceptedExport();
    const { db } = app.adapters.database;
    await db
      .updateTable('jobs')
      .set({ status: 'Running', lease_expires_at: new Date(0) })
      .where('id', '=', job.jobId)
      .execute();
    const answer = await author.ask(storyExportRoutes.remove, { parameters });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ status: 'Running', phase: 'canceling' });
    await app.drainJobs();
    expect((await author.status(job)).status).toBe('Canceled');
  });
});

describe('a download that is under way', () => {
  it('is not hurt by the expiry of its package, and a link opens it until it ends', async () => {
    const { job, parameters } = await acceptedExport();
    await app.drainJobs();
    const answer = await author.ask(storyExportRoutes.download, { parameters });
    const link = String(answer.headers.location);
    const { db } = app.adapters.database;
    const change = (changes: UpdateObject<Tables, 'jobs'>) =>
      db.updateTable('jobs').set(changes).where('id', '=', job.jobId).execute();
    await change({ expires_at: new Date(0) });
    const [whole] = await Promise.all([app.app.inject(link), sweepAll(app.engine)]);
    expect(whole.statusCode).toBe(200);
    expect((await author.status(job)).status).toBe('Expired');
    expect((await app.app.inject(link)).rawPayload.equals(whole.rawPayload)).toBe(true);
    expect((await author.ask(storyExportRoutes.download, { parameters })).statusCode).toBe(410);
    await change({ links_end_at: new Date(0) });
    await sweepAll(app.engine);
    expect((await app.app.inject(link)).statusCode).toBe(404);
  });
});

describe('a retry', () => {
  it('puts the job back, and is refused while it has not ended', async () => {
    const { job, parameters } = await acceptedExport();
    const early = await author.ask(storyExportRoutes.retry, { parameters });
    expect(early.json()).toMatchObject({ status: 409, code: 'job_not_ended' });
    await author.ask(storyExportRoutes.remove, { parameters });
    const answer = await author.ask(storyExportRoutes.retry, { parameters });
    expect(answer.statusCode).toBe(202);
    expect(answer.json()).toMatchObject({ jobId: job.jobId, status: 'Queued', attempt: 1 });
    await app.drainJobs();
    const status = await author.status(job);
    expect(status.status).toBe('Completed');
    expect((await author.download(status)).statusCode).toBe(200);
  });

  it('is refused while another job makes the same', async () => {
    const { parameters } = await acceptedExport();
    await author.ask(storyExportRoutes.remove, { parameters });
    const another = await author.exportDraft(parameters.storyId);
    expect(another.jobId).not.toBe(parameters.jobId);
    const answer = await author.ask(storyExportRoutes.retry, { parameters });
    expect(answer.json()).toMatchObject({ status: 409, code: 'same_job_active' });
    await app.drainJobs();
  });
});

describe('the timeline', () => {
  it('tells what happened, without the names of machines', async () => {
    const { parameters } = await acceptedExport();
    await app.drainJobs();
    const asked = await author.ask(storyExportRoutes.timeline, { parameters });
    const { events } = asked.json<{ events: { name: string; epoch: number; detail: object }[] }>();
    expect(events.map(({ name }) => name)).toEqual([
      'queue',
      'claim',
      'phase',
      'phase',
      'complete',
    ]);
    expect(events[1]).toMatchObject({ epoch: 1, detail: {} });
    expect(JSON.stringify(events)).not.toContain('test-worker');
    const admin = await app.admin();
    const theirs = await admin.ask(storyExportRoutes.timeline, { parameters });
    expect(theirs.json().events[1].detail).toEqual({ workerId: 'test-worker' });
  });
});

describe('Prefer: wait', () => {
  const prefer = { prefer: 'wait=20' };

  it('holds the status back until the next change', async () => {
    const { job } = await acceptedExport();
    const held = author.get(job.links.self, prefer);
    await app.drainJobs();
    expect((await held).json()).toMatchObject({ jobId: job.jobId });
    expect((await held).json().revision).toBeGreaterThan(job.revision);
  });

  it('answers at once what the client does not know yet, and what can change no more', async () => {
    const { job } = await acceptedExport();
    const news = await author.get(job.links.self, { ...prefer, 'if-none-match': '"old"' });
    expect(news.json().status).toBe('Queued');
    await app.drainJobs();
    expect((await author.get(job.links.self, prefer)).json().status).toBe('Completed');
  });

  it('answers 304 when nothing has changed in that time', async () => {
    const { job } = await acceptedExport();
    const known = await author.get(job.links.self);
    const etag = String(known.headers.etag);
    const held = await author.get(job.links.self, { prefer: 'wait=1', 'if-none-match': etag });
    expect(held.statusCode).toBe(304);
    await app.drainJobs();
  });

  it('holds the answer to a request until its job has ended', async () => {
    const story = await author.createStory();
    const answer = author.ask(storyExportRoutes.createDraft, {
      parameters: { locale: 'en', storyId: story.id },
      headers: prefer,
    });
    const { db } = app.adapters.database;
    const jobs = db.selectFrom('jobs').select('id').where('story_id', '=', story.id);
    await vi.waitFor(async () => expect(await jobs.execute()).toHaveLength(1));
    await app.drainJobs();
    expect((await answer).statusCode).toBe(202);
    expect((await answer).json()).toMatchObject({ status: 'Completed' });
  });
});

describe('all jobs of an account', () => {
  it('are listed newest first, by cursor, kind and status', async () => {
    const reader = await app.author('reader');
    const story = await reader.createStory();
    const made: string[] = [];
    for (const languages of [['en'], ['ro']]) {
      made.unshift((await reader.exportDraft(story.id, { languages })).jobId);
    }
    made.unshift((await reader.requestPublish(story.id)).jobId);
    await app.drainJobs();
    const list = async (query: string) =>
      (await reader.ask(jobRoutes.list, { query })).json<{
        jobs: JobStatusDocument[];
        nextCursor?: string;
      }>();
    const ids = ({ jobs }: { jobs: JobStatusDocument[] }) => jobs.map((job) => job.jobId);
    expect(ids(await list(''))).toEqual(made);
    expect(ids(await list('?kind=story-publish&status=Completed'))).toEqual([made[0]]);
    expect(ids(await list('?status=Queued'))).toEqual([]);
    const page = await list('?limit=2');
    expect(ids(page)).toEqual(made.slice(0, 2));
    const rest = await list(`?limit=2&cursor=${page.nextCursor}`);
    expect(ids(rest)).toEqual(made.slice(2));
    expect(rest.jobs[0]).toHaveProperty('zipDownloadUrl');
  });

  it('are shown although another version of the program has written some of them', async () => {
    const { db } = app.adapters.database;
    const owner = await app.author('owner');
    const story = await owner.createStory();
    const [known, unreadable, foreign] = [
      await owner.exportDraft(story.id, { languages: ['en'] }),
      await owner.exportDraft(story.id, { languages: ['ro'] }),
      await owner.requestPublish(story.id),
    ].map(({ jobId }) => jobId);
    const change = (id: string | undefined, changes: UpdateObject<Tables, 'jobs'>) =>
      db
        .updateTable('jobs')
        .set(changes)
        .where('id', '=', id ?? '')
        .execute();
    await change(unreadable, { input: '{"written":"otherwise"}' });
    await change(foreign, { kind: 'story-print' });
    const { jobs } = (await owner.ask(jobRoutes.list)).json<JobList>();
    expect(jobs).toMatchObject([
      { jobId: foreign, kind: 'story-print', status: 'Queued', snapshot: {} },
      { jobId: unreadable, kind: 'story-export', status: 'Queued', snapshot: {} },
      { jobId: known, snapshot: { draftRevision: 1 } },
    ]);
    await db.deleteFrom('jobs').where('story_id', '=', story.id).execute();
  });

  it('say how many of their kind are taken before them, and with them: users take turns', async () => {
    const [busy, other] = [await app.author('busy'), await app.author('other')];
    const story = await busy.createStory();
    for (const languages of [['en'], ['ro'], ['en', 'ro']]) {
      await busy.exportDraft(story.id, { languages });
    }
    await busy.requestPublish(story.id);
    const last = await other.exportDraft((await other.createStory()).id);
    const { jobs } = (await busy.ask(jobRoutes.list)).json<JobList>();
    expect(jobs.map(({ queuePosition }) => queuePosition)).toEqual([1, 4, 3, 1]);
    expect((await other.status(last)).queuePosition).toBe(2);
    await app.drainJobs();
  });

  it('are open to admins only', async () => {
    expect((await author.ask(jobRoutes.list, { query: '?scope=all' })).json()).toMatchObject({
      status: 403,
      code: 'for_admins',
    });
    const admin = await app.admin();
    const { jobs } = (await admin.ask(jobRoutes.list, { query: '?scope=all&limit=100' })).json();
    expect(jobs.length).toBeGreaterThan(3);
    expect((await admin.ask(jobRoutes.list)).json().jobs).toEqual([]);
  });
});

describe('who asked for a job', () => {
  it('is told to admins in the list of the jobs of everyone, and to nobody else', async () => {
    const { job } = await acceptedExport();
    const { email } = (await author.ask(accountRoutes.me)).json();
    const admin = await app.admin();
    const find = ({ jobs }: JobList) => jobs.find(({ jobId }) => jobId === job.jobId);
    const ofAll = (await admin.ask(jobRoutes.list, { query: '?scope=all' })).json();
    expect(find(ofAll)).toMatchObject({ requestedByEmail: email });
    const own = (await author.ask(jobRoutes.list)).json();
    expect(find(own)).not.toHaveProperty('requestedByEmail');
    await app.drainJobs();
  });
});

describe('the queues', () => {
  it('are shown and redriven by admins', async () => {
    const admin = await app.admin();
    const { job } = await acceptedExport();
    const { queues } = (await admin.ask(queueRoutes.list)).json();
    expect(queues).toContainEqual({
      kind: 'story-export',
      queue: 'story-export-full-export-queue-dev',
      messages: expect.any(Number),
      poisonMessages: 0,
      queuedJobs: 1,
      runningJobs: 0,
    });
    const parameters = { kind: 'story-export' };
    const redriven = await admin.ask(queueRoutes.redrive, { parameters });
    expect(redriven.json()).toEqual({ retriedJobs: 0 });
    expect((await author.ask(queueRoutes.list)).statusCode).toBe(404);
    expect((await author.ask(queueRoutes.redrive, { parameters })).statusCode).toBe(404);
    const unknown = await admin.ask(queueRoutes.redrive, { parameters: { kind: 'nonsense' } });
    expect(unknown.statusCode).toBe(404);
    expect((await author.status(job)).status).toBe('Queued');
    await app.drainJobs();
  });
});
