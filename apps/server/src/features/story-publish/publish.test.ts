import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyPublishKind, storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { Story } from '@taleport/contracts/stories';
import type { PublishStatusDocument } from '@taleport/contracts/story-publish';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { takeJob } from '../../../test/take-job.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { moveToBin } from '../../infrastructure/database/write-story.ts';
import { mediaBlobKey } from '../../infrastructure/media-blob-key.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import { runAttempt } from '../../jobs/run-attempt.ts';
import { hideStory } from './publish-storage.ts';

let app: TestApp;
let author: TestClient;
/** What happens while an attempt looks for the media. */
let meanwhile: (() => Promise<unknown>) | undefined;

beforeAll(async () => {
  app = await startTestApp({
    wrap: (adapters) => {
      const stat = async (key: string) => {
        const happens = meanwhile;
        meanwhile = undefined;
        await happens?.();
        return adapters.blobs.stat(key);
      };
      return { ...adapters, blobs: { ...adapters.blobs, stat } };
    },
  });
  author = await app.author();
});
afterAll(() => app.close());

const publish = (storyId: string, headers: Record<string, string> = {}) =>
  author.ask(storyPublishRoutes.create, { parameters: { locale: 'en', storyId }, headers });

async function status({ links }: PublishStatusDocument): Promise<PublishStatusDocument> {
  return (await author.get(links.self)).json();
}

async function storyNow(storyId: string) {
  return (await author.ask(storyRoutes.get, { parameters: { storyId } })).json();
}

describe('publishing', () => {
  it('is a job that ends with a version, and says what readers will miss', async () => {
    const story = await author.createStory();
    const accepted = await publish(story.id);
    expect(accepted.statusCode).toBe(202);
    const job = accepted.json<PublishStatusDocument>();
    expect(job).toMatchObject({
      kind: 'story-publish',
      status: 'Queued',
      snapshot: { draftRevision: 1 },
      links: { self: `/api/stories/${story.id}/publish-jobs/${job.jobId}` },
    });
    await app.drainJobs();
    expect(await status(job)).toMatchObject({
      status: 'Completed',
      version: 1,
      slug: story.slug,
      warnings: expect.arrayContaining([
        {
          code: 'summary_missing',
          message: 'en: A summary would help readers to choose.',
          where: '/summary/en',
        },
        {
          code: 'narration_missing',
          message: 'Page 1 (ro): There is no narration.',
          where: '/tiles/0/narration/ro',
        },
      ]),
    });
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: 1, publishedVersion: 1 });
  });

  it('takes the draft of its moment, whatever is edited meanwhile', async () => {
    const story = await author.createStory();
    const job = (await publish(story.id)).json<PublishStatusDocument>();
    await author.saveDraft(story.id, storyWith({ topics: ['later'] }));
    await app.drainJobs();
    const { version } = await status(job);
    const made = await author.ask(storyRoutes.getVersion, {
      parameters: { storyId: story.id, version: version ?? 0 },
    });
    expect(made.json().document.topics).toEqual([]);
  });

  it('twice at the same moment makes one version', async () => {
    const story = await author.createStory();
    const jobs = [await publish(story.id), await publish(story.id)].map((answer) =>
      answer.json<PublishStatusDocument>(),
    );
    await app.drainJobs();
    for (const job of jobs) {
      expect(await status(job)).toMatchObject({ status: 'Completed', version: 1 });
    }
    expect((await storyNow(story.id)).latestVersion).toBe(1);
    expect((await publish(story.id)).json()).toMatchObject({
      status: 409,
      code: 'already_published',
    });
  });

  it('makes no version when it is canceled, and cannot be undone by deleting the job', async () => {
    const story = await author.createStory();
    const job = (await publish(story.id)).json<PublishStatusDocument>();
    await cancelJob(app.engine, job.jobId);
    await app.drainJobs();
    expect((await status(job)).status).toBe('Canceled');
    expect((await storyNow(story.id)).latestVersion).toBeNull();

    const published = (await publish(story.id)).json<PublishStatusDocument>();
    await app.drainJobs();
    const deletion = await author.ask(storyPublishRoutes.remove, {
      parameters: { storyId: story.id, jobId: published.jobId },
    });
    expect(deletion.json()).toMatchObject({ status: 409, code: 'job_completed' });
  });

  it('is refused for a draft that its author has not seen', async () => {
    const story = await author.createStory();
    expect((await publish(story.id, { 'if-match': '"7"' })).json()).toMatchObject({
      status: 412,
      code: 'draft_changed',
    });
    expect((await publish(story.id, { 'if-match': '"1"' })).statusCode).toBe(202);
    await app.drainJobs();
  });
});

describe('a publication with a newer one', () => {
  it('changes nothing, and says which version is newer', async () => {
    const { story, older } = await waitingWithPicture();
    await author.saveDraft(story.id, storyWith({ topics: ['newer'] }));
    const run = await takePublication();
    await author.publish(story.id);
    await run();
    expect(await status(older)).toMatchObject({
      status: 'Completed',
      newerVersion: 1,
      warnings: [],
      snapshot: { draftRevision: 2 },
    });
    expect(await status(older)).not.toHaveProperty('version');
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: 1, publishedVersion: 1 });
  });

  it('changes nothing either when that one ends before it', async () => {
    const { story, older } = await waitingWithPicture();
    const run = await takePublication();
    meanwhile = async () => {
      await author.saveDraft(story.id, storyWith({ topics: ['newer'] }));
      await author.publish(story.id);
    };
    await run();
    expect(await status(older)).toMatchObject({ newerVersion: 1, warnings: [] });
    expect((await storyNow(story.id)).latestVersion).toBe(1);
  });

  it('needs nothing of what its draft lacks', async () => {
    const { story, sha256, older } = await waitingWithPicture();
    const run = await takePublication();
    await author.saveDraft(story.id, storyWith());
    await author.publish(story.id);
    await app.adapters.blobs.delete(mediaBlobKey(sha256));
    await run();
    expect(await status(older)).toMatchObject({ status: 'Completed', newerVersion: 1 });
  });

  it('yields also to a draft that is again what readers see', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    await author.saveDraft(story.id, storyWith({ topics: ['on second thoughts'] }));
    const regretted = await author.requestPublish(story.id);
    const run = await takePublication();
    await author.saveDraft(story.id, storyWith());
    expect(await author.publish(story.id)).toBe(1);
    await run();
    expect(await status(regretted)).toMatchObject({ status: 'Completed', newerVersion: 1 });
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: 1, publishedVersion: 1 });
  });
});

describe('a publication that is tried again', () => {
  it('makes the version that it was asked for', async () => {
    const story = await author.createStory();
    const job = await author.requestPublish(story.id);
    await cancelJob(app.engine, job.jobId);
    expect(await retry(job)).toMatchObject({ status: 'Queued' });
    await app.drainJobs();
    expect(await status(job)).toMatchObject({ status: 'Completed', version: 1 });
  });

  it('is refused when a newer draft is published, in the language of the job', async () => {
    const story = await author.createStory();
    const parameters = { locale: 'ro', storyId: story.id };
    const older = (await author.ask(storyPublishRoutes.create, { parameters })).json();
    await cancelJob(app.engine, older.jobId);
    await author.saveDraft(story.id, storyWith({ topics: ['newer'] }));
    await author.publish(story.id);
    expect(await retry(older)).toMatchObject({
      status: 409,
      code: 'newer_draft_published',
      detail: 'O ciornă mai nouă a fost deja publicată, ca versiunea 1.',
    });
    expect((await status(older)).status).toBe('Canceled');
  });
});

describe('a story that is deleted while it is being published', () => {
  it('stays hidden when it is brought back, and its job cannot be tried again', async () => {
    const story = await author.createStory();
    const job = await author.requestPublish(story.id);
    const parameters = { storyId: story.id, jobId: job.jobId };
    await author.ask(storyRoutes.remove, { parameters });
    expect((await status(job)).status).toBe('Canceled');
    expect((await author.ask(storyPublishRoutes.retry, { parameters })).statusCode).toBe(404);
    await author.ask(storyRoutes.undelete, { parameters });
    expect(await retry(job)).toMatchObject({ status: 409, code: 'story_hidden_since' });
    await app.drainJobs();
    expect((await status(job)).status).toBe('Canceled');
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: null, publishedVersion: null });
  });

  it('is for its readers what it was before, when it is brought back', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    await author.saveDraft(story.id, storyWith({ topics: ['later'] }));
    const job = await author.requestPublish(story.id);
    const { db } = app.adapters.database;
    await db.transaction().execute((trx) => moveToBin(trx, story.id));
    await app.drainJobs();
    expect(await readersSee(story)).toBe(404);
    await author.ask(storyRoutes.undelete, { parameters: { storyId: story.id } });
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: 1, publishedVersion: 1 });
    expect(await readersSee(story)).toBe(200);
    expect(await retry(job)).toMatchObject({ status: 409, code: 'story_hidden_since' });
  });

  it('stays hidden also where the process died before it could cancel the job', async () => {
    const story = await author.createStory();
    const job = await author.requestPublish(story.id);
    await app.adapters.database.db.transaction().execute((trx) => moveToBin(trx, story.id));
    await author.ask(storyRoutes.undelete, { parameters: { storyId: story.id } });
    await app.drainJobs();
    expect((await status(job)).status).toBe('Canceled');
    expect((await storyNow(story.id)).publishedVersion).toBeNull();
    expect(await author.publish(story.id)).toBe(1);
  });
});

describe('unpublishing', () => {
  it('takes the story from its readers; its versions stay, and it can be shown again', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    expect((await unpublish(story)).statusCode).toBe(204);
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: 1, publishedVersion: null });
    const job = await author.exportStory(story.id);
    expect(job.snapshot).toEqual({ version: 1 });
    expect(await author.publish(story.id)).toBe(1);
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: 1, publishedVersion: 1 });
  });

  it('cancels a publication that waits, also when that is tried again', async () => {
    const story = await author.createStory();
    const job = await author.requestPublish(story.id);
    expect((await unpublish(story)).statusCode).toBe(204);
    expect((await status(job)).status).toBe('Canceled');
    expect(await retry(job)).toMatchObject({
      status: 409,
      code: 'story_hidden_since',
      detail: expect.stringContaining('Publish it anew'),
    });
    await app.drainJobs();
    expect((await status(job)).status).toBe('Canceled');
    expect(await readersSee(story)).toBe(404);
    expect(await author.publish(story.id)).toBe(1);
    expect(await readersSee(story)).toBe(200);
  });

  it('stops a publication that runs', async () => {
    const { story, older: job } = await waitingWithPicture();
    const run = await takePublication();
    meanwhile = () => unpublish(story);
    await run();
    expect((await status(job)).status).toBe('Canceled');
    expect(await storyNow(story.id)).toMatchObject({ latestVersion: null, publishedVersion: null });
  });

  it('stops it also where the process died before it could cancel the job', async () => {
    const { story, older: job } = await waitingWithPicture();
    const run = await takePublication();
    const { db } = app.adapters.database;
    meanwhile = () => db.transaction().execute((trx) => hideStory(trx, story.id));
    await run();
    expect((await status(job)).status).toBe('Canceled');
    expect(await readersSee(story)).toBe(404);
  });
});

/** A story whose draft with a picture waits to be published. */
async function waitingWithPicture() {
  const story = await author.createStory();
  const { sha256 } = await author.upload(story.id, picture());
  await author.saveDraft(story.id, storyWith({ cover: { media: sha256 } }));
  return { story, sha256, older: await author.requestPublish(story.id) };
}

/** Lets a worker take the publication that waits, and returns what runs its attempt. */
async function takePublication(): Promise<() => Promise<void>> {
  const kind = app.engine.kinds.get(storyPublishKind);
  const job = kind && (await takeJob(app.engine, kind));
  if (!job) throw new Error('No publication waits');
  return () => runAttempt(app.engine, { job, kind, shutdown: new AbortController().signal });
}

async function retry({ storyId = '', jobId }: PublishStatusDocument) {
  return (await author.ask(storyPublishRoutes.retry, { parameters: { storyId, jobId } })).json();
}

function unpublish({ id }: Story) {
  return author.ask(storyPublishRoutes.unpublish, { parameters: { storyId: id } });
}

async function readersSee({ slug }: Story): Promise<number> {
  return (await author.ask(catalogueRoutes.get, { parameters: { slug } })).statusCode;
}
