import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { Draft, Story } from '@taleport/contracts/stories';
import type { ForkStatusDocument } from '@taleport/contracts/story-fork';
import type { StoryDocumentInput } from '@taleport/story-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;
let reader: TestClient;
beforeAll(async () => {
  // Nothing that is not used is kept any longer than it must be.
  app = await startTestApp({
    environment: { UNUSED_KEEP_HOURS: '0', PUBLIC_URL: 'https://tales.localhost' },
  });
  author = await app.author();
  reader = await app.author('reader');
});
afterAll(() => app.close());

const open = { license: 'CC BY-SA 4.0', credits: { en: [{ role: 'Text', name: 'Ana' }] } };

async function publish(document: Partial<StoryDocumentInput> = open): Promise<Story> {
  const story = await author.createStory(storyWith(document));
  await author.publish(story.id);
  return story;
}

const requestFork = (client: TestClient, storyId: string, body?: object) =>
  client.ask(storyForkRoutes.create, { parameters: { locale: 'en', storyId }, body });

async function fork(client: TestClient, storyId: string, body?: object): Promise<Story> {
  const asked = await requestFork(client, storyId, body);
  expect(asked.statusCode, asked.body).toBe(202);
  await app.drainJobs();
  const { madeStoryId = '' } = (
    await client.get(asked.json().links.self)
  ).json<ForkStatusDocument>();
  return look(client, madeStoryId);
}

async function look(client: TestClient, storyId: string): Promise<Story> {
  return (await client.ask(storyRoutes.get, { parameters: { storyId } })).json<Story>();
}

async function draftOf(client: TestClient, storyId: string) {
  const response = await client.ask(storyRoutes.getDraft, { parameters: { storyId } });
  return response.json<Draft>().document;
}

async function blobKeys(): Promise<string[]> {
  const keys: string[] = [];
  for (const folder of ['media', 'exports']) {
    for await (const { key } of app.adapters.blobs.list(folder)) keys.push(key);
  }
  return keys.toSorted();
}

describe('a fork', () => {
  it('is a story of whoever made it, with the media and the credits of the original, and adds no blob', async () => {
    const original = await author.createStory();
    const cover = await author.upload(original.id, picture());
    const document = storyWith({ ...open, cover: { media: cover.sha256 }, source: 'An old tale' });
    await author.saveDraft(original.id, document);
    await author.publish(original.id);
    const before = await blobKeys();
    const made = await fork(reader, original.id);

    expect(await blobKeys()).toEqual(before);
    expect(made).toMatchObject({ draftRevision: 1, publishedVersion: null, forking: 'by-licence' });
    expect([original.id, original.originId, original.slug]).not.toContain(made.originId);
    expect(made.slug).not.toBe(original.slug);
    expect(made.forkedFrom).toEqual({
      originId: original.originId,
      version: 1,
      title: 'The fox and the moon',
      by: ['Ana'],
      license: 'CC BY-SA 4.0',
      slug: original.slug,
      latestVersion: 1,
      isGone: false,
      earlier: [],
    });
    expect(await draftOf(reader, made.id)).toMatchObject({
      ...document,
      cover: { media: cover.sha256 },
      source: `The fox and the moon, v1, CC BY-SA 4.0, https://tales.localhost/catalogue/${original.slug}; An old tale`,
    });
    const media = { parameters: { storyId: made.id, sha256: cover.sha256 } };
    expect((await reader.ask(mediaRoutes.get, media)).statusCode).toBe(200);
    expect(await reader.saveDraft(made.id, storyWith({ cover: { media: cover.sha256 } }))).toBe(2);
  });

  it('is a job of whoever asked for it, which the author of the original does not see', async () => {
    const original = await publish();
    const asked = await requestFork(reader, original.id);
    const job = asked.json<ForkStatusDocument>();
    expect(asked.headers.location).toBe(job.links.self);
    expect(job).toMatchObject({
      storyId: original.id,
      kind: 'story-fork',
      originalTitle: 'The fox and the moon',
      snapshot: { version: 1 },
    });
    const parameters = { storyId: original.id, jobId: job.jobId };
    for (const route of [
      storyForkRoutes.status,
      storyForkRoutes.timeline,
      storyForkRoutes.remove,
    ]) {
      expect((await author.ask(route, { parameters })).statusCode).toBe(404);
    }
    const jobsOf = async (client: TestClient) => {
      const lists = await Promise.all([
        client.ask(storyForkRoutes.list, { parameters }),
        client.ask(jobRoutes.list, { query: '?kind=story-fork&limit=1' }),
      ]);
      return lists.map((list) => list.json().jobs[0]?.jobId);
    };
    expect(await jobsOf(reader)).toEqual([job.jobId, job.jobId]);
    expect(await jobsOf(author)).toEqual([undefined, undefined]);

    await reader.ask(storyForkRoutes.remove, { parameters });
    const again = await reader.ask(storyForkRoutes.retry, { parameters });
    expect(again.json()).toMatchObject({ jobId: job.jobId, status: 'Queued' });
    await app.drainJobs();
    expect((await reader.get(job.links.self)).json()).toMatchObject({ status: 'Completed' });
    const timeline = await reader.ask(storyForkRoutes.timeline, { parameters });
    expect(timeline.json().events.at(-1)).toMatchObject({ name: 'complete' });
  });

  it('asked for twice with one key is one fork', async () => {
    const original = await publish();
    const ask = () =>
      reader.ask(storyForkRoutes.create, {
        parameters: { locale: 'en', storyId: original.id },
        headers: { 'idempotency-key': original.id },
      });
    const [first, second] = [await ask(), await ask()];
    expect(second.json().jobId).toBe(first.json().jobId);
  });

  it('is made although the original was deleted after it was asked for', async () => {
    const original = await publish();
    const job = (await requestFork(reader, original.id)).json<ForkStatusDocument>();
    await author.ask(storyRoutes.remove, { parameters: { storyId: original.id } });
    await app.drainJobs();
    expect(await app.job(job.jobId)).toMatchObject({ status: 'Completed' });
    const ended = (await reader.get(job.links.self)).json<ForkStatusDocument>();
    expect((await look(reader, ended.madeStoryId ?? '')).forkedFrom).toMatchObject({
      originId: original.originId,
      isGone: true,
    });
  });

  it('outlives its original, with its media, and still tells where it is from', async () => {
    const original = await author.createStory();
    const cover = await author.upload(original.id, picture());
    await author.saveDraft(original.id, storyWith({ ...open, cover: { media: cover.sha256 } }));
    await author.publish(original.id);
    const made = await fork(reader, original.id);
    await reader.publish(made.id);
    const grandchild = await fork(author, made.id);

    await author.ask(storyRoutes.remove, { parameters: { storyId: original.id } });
    const { db } = app.adapters.database;
    await db
      .updateTable('stories')
      .set({ deleted_at: new Date(0) })
      .where('id', '=', original.id)
      .execute();
    for (let pass = 0; pass < 3; pass += 1) await sweepAll(app.engine);
    const left = await db
      .selectFrom('stories')
      .select('id')
      .where('id', '=', original.id)
      .execute();
    expect(left).toEqual([]);

    const { forkedFrom } = await look(reader, made.id);
    expect(forkedFrom).toMatchObject({ title: 'The fox and the moon', by: ['Ana'], isGone: true });
    expect(forkedFrom).not.toHaveProperty('slug');
    const media = { parameters: { storyId: made.id, sha256: cover.sha256 } };
    expect((await reader.ask(mediaRoutes.get, media)).statusCode).toBe(200);
    expect((await look(author, grandchild.id)).forkedFrom).toMatchObject({
      originId: made.originId,
      earlier: [{ originId: original.originId, version: 1, by: ['Ana'], license: 'CC BY-SA 4.0' }],
    });
    const updates = await reader.ask(storyForkRoutes.previewUpdates, {
      parameters: { storyId: made.id },
    });
    expect(updates.json()).toMatchObject({ status: 409, code: 'original_gone' });
  });
});

describe('whether a story may be forked', () => {
  const setForking = (client: TestClient, storyId: string, forking: string) =>
    client.ask(storyForkRoutes.setForking, { parameters: { storyId }, body: { forking } });
  const isOffered = async ({ slug }: Story) => {
    const response = await reader.ask(catalogueRoutes.get, { parameters: { slug } });
    return response.json().mayBeForked;
  };

  it('follows from its licence, as long as its author says nothing else', async () => {
    const closed = await publish({ license: 'CC BY-ND 4.0' });
    const refused = await requestFork(reader, closed.id);
    expect(refused.json()).toMatchObject({ status: 403, code: 'fork_not_allowed' });
    expect(await isOffered(closed)).toBe(false);
    expect((await setForking(author, closed.id, 'allowed')).json()).toEqual({ forking: 'allowed' });
    expect(await isOffered(closed)).toBe(true);
    expect((await requestFork(reader, closed.id)).statusCode).toBe(202);

    const free = await publish();
    expect(await isOffered(free)).toBe(true);
    await setForking(author, free.id, 'not-allowed');
    expect((await look(author, free.id)).forking).toBe('not-allowed');
    expect((await requestFork(reader, free.id)).json()).toMatchObject({ code: 'fork_not_allowed' });
    expect(await isOffered(free)).toBe(false);
  });

  it('is asked again before a fork is tried again', async () => {
    const original = await publish();
    const { jobId } = (await requestFork(reader, original.id)).json();
    const parameters = { storyId: original.id, jobId };
    await reader.ask(storyForkRoutes.remove, { parameters });
    await setForking(author, original.id, 'not-allowed');
    const refused = await reader.ask(storyForkRoutes.retry, { parameters });
    expect(refused.json()).toMatchObject({ status: 403, code: 'fork_not_allowed' });
    expect((await app.job(jobId)).status).toBe('Canceled');
    await setForking(author, original.id, 'allowed');
    expect((await reader.ask(storyForkRoutes.retry, { parameters })).statusCode).toBe(202);
    await app.drainJobs();
    expect((await app.job(jobId)).status).toBe('Completed');
  });

  it('is for its author alone to say, in one of three words', async () => {
    const story = await publish();
    expect((await setForking(reader, story.id, 'allowed')).statusCode).toBe(404);
    expect((await setForking(author, story.id, 'maybe')).statusCode).toBe(400);
  });

  it('is asked of the version that readers see, and of no other', async () => {
    const story = await publish();
    await author.saveDraft(story.id, storyWith({ ...open, title: { en: 'New', ro: 'Nou' } }));
    await author.publish(story.id);
    const old = await requestFork(reader, story.id, { version: 1 });
    expect(old.json()).toMatchObject({ status: 409, code: 'version_not_published' });
    expect((await fork(reader, story.id, { version: 2 })).title).toBe('New');
    expect((await fork(author, story.id, { version: 1 })).title).toBe('The fox and the moon');
  });

  it('does not matter for one’s own story, if it was published once', async () => {
    const story = await author.createStory(storyWith({ license: 'All rights reserved' }));
    const draft = await requestFork(author, story.id);
    expect(draft.json()).toMatchObject({ status: 409, code: 'no_published_version' });
    await author.publish(story.id);
    await author.ask(storyPublishRoutes.unpublish, { parameters: { storyId: story.id } });
    expect((await requestFork(reader, story.id)).statusCode).toBe(404);
    expect((await fork(author, story.id)).forkedFrom).toMatchObject({ version: 1, isGone: true });
  });

  it('is nothing for those who have not signed in', async () => {
    const story = await publish();
    const url = `/api/en/stories/${story.id}/fork`;
    expect((await app.app.inject({ method: 'POST', url })).statusCode).toBe(401);
  });
});
