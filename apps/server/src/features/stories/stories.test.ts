import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { StoryDocumentInput } from '@taleport/story-model';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture, storyWith } from '../../../test/factories.ts';
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

const createStory = (body: unknown) => author.ask(storyRoutes.create, { body });

describe('a new story', () => {
  it('has an origin, a slug from its title and a draft at revision 1', async () => {
    const response = await createStory({
      document: storyWith({ title: { en: 'Ünder the Ash tree!' } }),
    });
    const story = response.json();
    expect(response.statusCode).toBe(201);
    expect(response.headers.location).toBe(`/api/stories/${story.id}`);
    expect(story).toMatchObject({
      slug: 'under-the-ash-tree',
      title: 'Ünder the Ash tree!',
      draftRevision: 1,
      latestVersion: null,
      originId: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    expect((await author.get(`/api/stories/${story.id}`)).json()).toEqual(story);
    expect((await author.ask(storyRoutes.list)).json().stories).toContainEqual(story);
  });

  it('is listed with its languages, and with its cover or the first picture in it', async () => {
    const story = (await createStory({ document: storyWith() })).json();
    expect(story).toMatchObject({ languages: ['en', 'ro'], picture: null });
    const cover = await author.upload(story.id, picture());
    const other = await author.upload(story.id, picture());
    const pictured = { picture: { media: other.sha256 } };
    const tiles = [
      { kind: 'page' as const, id: 'a' },
      { kind: 'page' as const, id: 'b', ...pictured },
    ];
    await author.saveDraft(story.id, storyWith({ tiles }));
    const get = async () => (await author.get(`/api/stories/${story.id}`)).json().picture;
    expect(await get()).toBe(other.sha256);
    await author.saveDraft(story.id, storyWith({ tiles, cover: { media: cover.sha256 } }));
    expect(await get()).toBe(cover.sha256);
  });

  it('gets another slug where the one from its title is taken, or where the title has no letters of ASCII', async () => {
    const document = storyWith({ title: { ar: 'القمر' }, languages: ['ar'] });
    const first = (await createStory({ document })).json();
    const second = (await createStory({ document })).json();
    expect(first.slug).toBe('story');
    expect(second.slug).toBe('story-2');
  });

  it('is made beside others of the same title at the same time', async () => {
    const document = storyWith({ title: { en: 'Twelve brothers' }, languages: ['en'] });
    const answers = await Promise.all(Array.from({ length: 12 }, () => createStory({ document })));
    const slugs = new Set(answers.map((answer) => answer.json().slug));
    expect(slugs.size).toBe(12);
    expect(slugs).toContain('twelve-brothers-9');
    expect(slugs).not.toContain(undefined);
  });

  it('is refused with a slug that is taken', async () => {
    await createStory({ document: storyWith(), slug: 'mine-alone' });
    const again = await createStory({ document: storyWith(), slug: 'mine-alone' });
    expect(again.json()).toMatchObject({
      status: 409,
      code: 'slug_taken',
      errors: [{ pointer: '/slug' }],
    });
  });

  it.each([
    ['no languages', storyWith({ languages: [] }), '/document/languages'],
    ['U+0000 in a text', storyWith({ title: { en: 'a\u0000b' } }), '/document/title/en'],
    ['half a surrogate pair', storyWith({ title: { en: '\ud83d' } }), '/document/title/en'],
    ['a language that is none', storyWith({ languages: ['english!'] }), '/document/languages/0'],
  ])('is refused with %s', async (_, document, pointer) => {
    const response = await createStory({ document });
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: [{ pointer }],
    });
  });

  it('is refused with a field that nobody knows', async () => {
    const response = await createStory({ document: { ...storyWith(), owner: 'me' } });
    expect(response.json()).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('is refused when it is larger than stories may be', async () => {
    const text = 'x'.repeat(100_000);
    const tiles = Array.from({ length: 340 }, (_, index) => ({
      kind: 'page' as const,
      id: `tile-${index}`,
      text: { en: text },
    }));
    const response = await createStory({ document: storyWith({ tiles }) });
    expect(response.json()).toMatchObject({ status: 413, code: 'body_too_large' });
  });

  it('is refused with the first of its mistakes, however many there are', async () => {
    const options = Array(50).fill({});
    const tiles = Array.from({ length: 2_000 }, (_, at) => ({
      kind: 'choice',
      id: `t${at}`,
      options,
    }));
    const startedAt = process.cpuUsage();
    const unknown = { ['x'.repeat(10_000)]: 1 };
    const response = await createStory({ document: { ...storyWith(), tiles, ...unknown } });
    const { user } = process.cpuUsage(startedAt);
    const { errors, ...problem } = response.json();
    expect(problem).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(errors[0].pointer).toBe('/document/tiles/0/options/0/id');
    expect(errors.length).toBeLessThan(100);
    expect(response.body.length).toBeLessThan(20_000);
    expect(user / 1_000).toBeLessThan(1_000);
  });

  it('is refused with more values than a story can have, before they are read', async () => {
    const headers = { 'content-type': 'application/json' };
    const raw = `[${'0,'.repeat(6_000_000)}0]`;
    const response = await author.ask(storyRoutes.create, { raw, headers });
    expect(response.json()).toMatchObject({
      status: 413,
      code: 'body_too_large',
      detail: expect.stringContaining('values'),
    });
  });

  it.each([
    ['not JSON', '{"document":'],
    ['a poisoned prototype', '{"__proto__":{"admin":true}}'],
  ])('is refused when its body is %s', async (_, raw) => {
    const headers = { 'content-type': 'application/json' };
    const response = await author.ask(storyRoutes.create, { raw, headers });
    expect(response.json()).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

describe('a draft', () => {
  it('is saved on top of the revision that was read, which is its ETag', async () => {
    const story = await author.createStory();
    const read = await draftOf(story.id);
    expect(read.headers.etag).toBe('"1"');
    const saved = await save(story.id, '"1"', storyWith({ title: { en: 'Second' } }));
    expect(saved.json()).toEqual({ revision: 2 });
    expect(saved.headers.etag).toBe('"2"');
    expect((await draftOf(story.id)).json()).toMatchObject({
      revision: 2,
      document: { title: { en: 'Second' }, tiles: [{ id: 'first' }], summary: {} },
    });
  });

  it('is not overwritten by someone who read an older revision', async () => {
    const story = await author.createStory();
    await save(story.id, '"1"', storyWith({ title: { en: 'First to save' } }));
    const late = await save(story.id, '"1"', storyWith({ title: { en: 'Late' } }));
    expect(late.json()).toMatchObject({ status: 412, code: 'draft_changed' });
    expect((await draftOf(story.id)).json().document.title.en).toBe('First to save');
  });

  it('keeps its revision when nothing changed', async () => {
    const story = await author.createStory(storyWith());
    expect((await save(story.id, '"1"', storyWith())).json()).toEqual({ revision: 1 });
  });

  it.each([
    [undefined, 428, 'if_match_required'],
    ['*', 400, 'bad_request'],
    ['W/"1"', 400, 'bad_request'],
  ])('is refused with If-Match: %s', async (ifMatch, status, code) => {
    const story = await author.createStory();
    expect((await save(story.id, ifMatch, storyWith())).json()).toMatchObject({ status, code });
  });

  it('keeps what is saved by only one of many at the same time', async () => {
    const story = await author.createStory();
    const saves = await Promise.all(
      ['a', 'b', 'c', 'd'].map((title) =>
        save(story.id, '"1"', storyWith({ title: { en: title } })),
      ),
    );
    expect(saves.map((each) => each.statusCode).toSorted()).toEqual([200, 412, 412, 412]);
  });

  it('names only media of its owner, each in a place for its kind', async () => {
    const story = await author.createStory();
    const cover = await author.upload(story.id, picture());
    const sound = await author.upload(story.id, narration());
    const unknown = 'a'.repeat(64);
    const response = await save(
      story.id,
      '"1"',
      storyWith({
        cover: { media: sound.sha256 },
        tiles: [
          { kind: 'page', id: 'one', picture: { media: cover.sha256 }, narration: { en: unknown } },
        ],
      }),
    );
    expect(response.json()).toMatchObject({
      status: 422,
      code: 'media_unknown',
      errors: [{ pointer: '/cover/media' }, { pointer: '/tiles/0/narration/en' }],
    });
    expect((await draftOf(story.id)).json().revision).toBe(1);
  });

  it('is stored once, whoever writes the same', async () => {
    const document = storyWith({ title: { en: `Only once ${crypto.randomUUID()}` } });
    const stories = [await author.createStory(document), await author.createStory(document)];
    const rows = await app.adapters.database.db
      .selectFrom('stories')
      .select('draft_document_id')
      .where(
        'id',
        'in',
        stories.map((story) => story.id),
      )
      .execute();
    expect(new Set(rows.map((row) => row.draft_document_id)).size).toBe(1);
  });
});

describe('a version', () => {
  it('is numbered, and is the draft of its moment', async () => {
    const story = await author.createStory();
    expect(await author.publish(story.id)).toBe(1);
    const next = storyWith({ topics: ['night'] });
    await author.saveDraft(story.id, next);
    expect(await author.publish(story.id)).toBe(2);
    const list = await author.ask(storyRoutes.listVersions, { parameters: { storyId: story.id } });
    expect(list.json().versions).toMatchObject([{ version: 2 }, { version: 1 }]);
    const there = (await author.get(`/api/stories/${story.id}`)).json();
    expect(there).toMatchObject({ latestVersion: 2, publishedVersion: 2 });
    const parameters = { storyId: story.id, version: 2 };
    const version = await author.ask(storyRoutes.getVersion, { parameters });
    expect(version.json()).toMatchObject({ version: 2, document: next });
  });

  it('becomes the draft again, on top of the revision that was read', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    await author.saveDraft(story.id, storyWith({ topics: ['later'] }));
    const restore = (version: number, revision: number) =>
      author.ask(storyRoutes.restoreVersion, {
        parameters: { storyId: story.id, version },
        headers: { 'if-match': `"${revision}"` },
      });
    expect((await restore(1, 1)).json()).toMatchObject({ status: 412, code: 'draft_changed' });
    expect((await restore(9, 2)).json()).toMatchObject({ status: 404 });
    expect((await restore(1, 2)).json()).toEqual({ revision: 3 });
    expect((await draftOf(story.id)).json().document.topics).toEqual([]);
    expect((await restore(1, 3)).json()).toEqual({ revision: 3 });
  });

  it('and its document cannot be changed in the database', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    const { db } = app.adapters.database;
    await expect(db.updateTable('story_versions').set({ version: 7 }).execute()).rejects.toThrow(
      'immutable',
    );
    await expect(db.updateTable('documents').set({ content: '{}' }).execute()).rejects.toThrow(
      'immutable',
    );
  });
});

describe('a deleted story', () => {
  it('is gone, with its active jobs, until it is brought back', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    const job = await author.exportStory(story.id);
    const parameters = { storyId: story.id };
    expect((await author.ask(storyRoutes.remove, { parameters })).statusCode).toBe(204);
    expect((await author.ask(storyRoutes.get, { parameters })).statusCode).toBe(404);
    expect((await author.ask(storyRoutes.remove, { parameters })).statusCode).toBe(404);
    expect(await idsOf('')).not.toContain(story.id);
    expect(await idsOf('?deleted=true')).toContain(story.id);
    expect((await app.job(job.jobId)).status).toBe('Canceled');

    const back = await author.ask(storyRoutes.undelete, { parameters });
    expect(back.json()).toMatchObject({ id: story.id, latestVersion: 1 });
    expect((await author.ask(storyRoutes.undelete, { parameters })).statusCode).toBe(404);
    expect(await idsOf('')).toContain(story.id);
  });

  it('is not there for readers, and comes back as they had it', async () => {
    const { story, media } = await author.publishedStory();
    const { id, slug } = story;
    const parameters = { storyId: id };
    const seen = { version: 1, slug, sha256: media.sha256 };
    const readersSee = async () => {
      const list = await author.ask(catalogueRoutes.list, { query: '?limit=100' });
      const asked = [catalogueRoutes.get, catalogueRoutes.media].map(async (route) => {
        return (await author.ask(route, { parameters: seen })).statusCode;
      });
      return [list.body.includes(id), ...(await Promise.all(asked))];
    };
    expect(await readersSee()).toEqual([true, 200, 200]);
    await author.ask(storyRoutes.remove, { parameters });
    await sweepAll(app.engine);
    expect(await readersSee()).toEqual([false, 404, 404]);
    const namesake = await author.createStory();
    expect(namesake.slug).not.toBe(slug);
    const back = await author.ask(storyRoutes.undelete, { parameters });
    expect(back.json()).toMatchObject({ slug, latestVersion: 1, publishedVersion: 1 });
    expect(await readersSee()).toEqual([true, 200, 200]);
  });

  it('goes for good after 30 days, with its jobs and versions', async () => {
    const story = await author.createStory();
    await author.publish(story.id);
    const job = await author.exportDraft(story.id);
    await author.ask(storyRoutes.remove, { parameters: { storyId: story.id } });
    const { db } = app.adapters.database;
    const deletedAt = (days: number) =>
      db
        .updateTable('stories')
        .set({ deleted_at: new Date(Date.now() - days * 86_400_000) })
        .where('id', '=', story.id)
        .execute();
    await deletedAt(29);
    await sweepAll(app.engine);
    expect((await app.job(job.jobId)).status).toBe('Canceled');
    await deletedAt(31);
    await sweepAll(app.engine);
    await expect(app.job(job.jobId)).rejects.toThrow();
    expect(await idsOf('?deleted=true')).not.toContain(story.id);
  });
});

async function idsOf(query: string): Promise<string[]> {
  const list = await author.ask(storyRoutes.list, { query });
  return list.json<{ stories: { id: string }[] }>().stories.map(({ id }) => id);
}

function draftOf(storyId: string) {
  return author.ask(storyRoutes.getDraft, { parameters: { storyId } });
}

function save(storyId: string, ifMatch: string | undefined, document: StoryDocumentInput) {
  return author.ask(storyRoutes.saveDraft, {
    parameters: { storyId },
    body: document,
    headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
  });
}
