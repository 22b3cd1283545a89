import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture, storyWith } from '../../../test/factories.ts';
import {
  applyCheck,
  blobsIn,
  checkUpload,
  exportedBytes,
  importStatus,
  putUpload,
} from '../../../test/import-fixture.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
let reader: TestClient;
let bytes: Buffer;
let originId: string;
let slug: string;
let storyId: string;
/** A story that stays as it is. */
let original: string;
const staged = { count: 0 };

/** A story of one author, and its package for another one who has never seen it. */
beforeAll(async () => {
  app = await startTestApp({ wrap: countStaged });
  author = await app.author();
  reader = await app.author('reader');
  const story = await author.createStory();
  const cover = await author.upload(story.id, picture());
  const voice = await author.upload(story.id, narration());
  await author.saveDraft(
    story.id,
    storyWith({
      cover: { media: cover.sha256, alt: { en: 'A fox' } },
      titleNarration: { ro: voice.sha256 },
    }),
  );
  bytes = await exportedBytes(app, author, story.id);
  ({ originId, slug, id: storyId } = story);
  const copy = await author.createStory(storyWith(), { slug: 'stays-as-it-is' });
  original = copy.id;
  await author.saveDraft(original, (await draftOf(author, storyId)).document);
});
afterAll(() => app.close());

function countStaged(adapters: TestApp['adapters']): TestApp['adapters'] {
  const { blobs } = adapters;
  const stage: typeof blobs.stage = (content) => {
    staged.count += 1;
    return blobs.stage(content);
  };
  return { ...adapters, blobs: { ...blobs, stage } };
}

const draftOf = async (client: TestClient, storyId: string | undefined) =>
  (await client.ask(storyRoutes.getDraft, { parameters: { storyId: storyId ?? '' } })).json();
const storyOf = async (client: TestClient, storyId: string | undefined) =>
  (await client.get(`/api/stories/${storyId}`)).json();
const undo = (client: TestClient, jobId: string) =>
  client.ask(storyImportRoutes.undo, { parameters: { jobId } });
const check = async (client: TestClient, more = {}) =>
  checkUpload(app, client, await putUpload(app.adapters, client, bytes), more);

describe('a package that somebody else has made', () => {
  it('is reported, imported as decided, and gone from the uploads', async () => {
    const uploadId = await putUpload(app.adapters, reader, bytes);
    const checked = await checkUpload(app, reader, uploadId);
    expect(checked).toMatchObject({
      status: 'Completed',
      kind: 'story-import',
      step: 'check',
      uploadId,
      fileName: 'story.zip',
      expiresAtUtc: expect.any(String),
      report: {
        layout: 'taleport',
        originId,
        slug: { wanted: slug, given: `${slug}-2` },
        draftRevision: 2,
        title: storyWith().title,
        languages: ['en', 'ro'],
        tileCount: 1,
        sizeBytes: bytes.length,
        media: { new: { files: 2 }, mine: { files: 0 }, missing: { files: 0 } },
        mine: null,
        conflicts: [],
        losses: [],
      },
    });
    expect(checked).not.toHaveProperty('storyId');
    expect(checked).not.toHaveProperty('decision');

    const job = await applyCheck(app, reader, checked);
    expect(job).toMatchObject({
      status: 'Completed',
      step: 'apply',
      otherJobId: checked.jobId,
      decision: { into: 'new-story' },
      slug: `${slug}-2`,
      warnings: [],
      undoUntilUtc: expect.any(String),
      progress: { itemsDone: 2, itemsTotal: 2 },
    });
    expect(await importStatus(reader, checked.jobId)).toMatchObject({ otherJobId: job.jobId });
    expect(await storyOf(reader, job.storyId)).toMatchObject({
      originId,
      slug: `${slug}-2`,
      draftRevision: 1,
    });
    expect((await draftOf(reader, job.storyId)).document).toEqual(
      (await draftOf(author, storyId)).document,
    );
    expect(await blobsIn(app.adapters, 'uploads')).toEqual([]);
    const list = (await reader.ask(storyImportRoutes.list)).json<{ jobs: { jobId: string }[] }>();
    expect(list.jobs.map(({ jobId }) => jobId)).toEqual([job.jobId, checked.jobId]);
  });

  it('moves no media into the store that is there, and says that it is mine', async () => {
    staged.count = 0;
    const checked = await check(reader);
    expect(checked.report?.media).toMatchObject({ new: { files: 0 }, mine: { files: 2 } });
    const own = staged.count;
    expect(await applyCheck(app, reader, checked)).toMatchObject({ status: 'Completed' });
    // One is the upload itself, which the test has put there.
    expect([own, staged.count]).toEqual([1, 1]);
  });

  it('gives media of others only to those who have its bytes', async () => {
    staged.count = 0;
    const stranger = await app.author('stranger');
    const checked = await check(stranger);
    expect(checked.report?.media).toMatchObject({ new: { files: 2 }, mine: { files: 0 } });
    const job = await applyCheck(app, stranger, checked, { languages: ['ro'] });
    expect(staged.count).toBe(1);
    const { document } = await draftOf(stranger, job.storyId);
    expect(document).toMatchObject({ languages: ['ro'], title: { ro: 'Vulpea și luna' } });
    expect(document.title).not.toHaveProperty('en');
    expect(document.cover.alt).toEqual({});
    const media = document.titleNarration.ro;
    const got = await stranger.get(`/api/stories/${job.storyId}/media/${media}`);
    expect(got.statusCode).toBe(200);
  });

  it('is imported at once where nothing is in the way, for scripts', async () => {
    const checked = await check(reader, { autoApply: true });
    expect(checked).toMatchObject({ status: 'Completed', decision: { into: 'new-story' } });
    expect(await importStatus(reader, checked.otherJobId)).toMatchObject({
      status: 'Completed',
      step: 'apply',
    });
    const decision = { into: 'my-story', languages: ['ro', 'de'] };
    const other = await app.author('other');
    const refused = await check(other, { autoApply: true, decision, locale: 'ro' });
    expect(refused).not.toHaveProperty('otherJobId');
    expect(refused.report?.conflicts).toEqual([
      {
        code: 'language_not_in_package',
        message: 'Pachetul nu are limba de.',
        where: '/languages/1',
      },
      { code: 'no_story_of_mine', message: expect.stringContaining('coș'), where: '/into' },
    ]);
  });
});

describe('a package of my story', () => {
  it('is compared with it, and becomes its next draft, until that is taken back', async () => {
    const later = storyWith({
      title: { en: 'The fox', hu: 'A róka' },
      languages: ['en', 'hu'],
      tiles: [{ kind: 'page', id: 'second', text: { en: 'Then it slept.' } }],
    });
    await author.saveDraft(storyId, later);
    const before = await draftOf(author, storyId);
    const checked = await check(author);
    expect(checked.report?.mine).toEqual({
      storyId,
      slug,
      title: 'The fox',
      draftRevision: 3,
      languages: { added: ['ro'], removed: ['hu'], changed: ['en'] },
      tiles: { added: ['first'], removed: ['second'], changed: [] },
    });
    const job = await applyCheck(app, author, checked, { into: 'my-story' });
    expect(job).toMatchObject({ status: 'Completed', storyId, slug });
    const imported = await draftOf(author, storyId);
    expect(imported).toMatchObject({ revision: 4, document: { languages: ['en', 'ro'] } });

    expect((await undo(author, job.jobId)).json()).toMatchObject({
      undoneAtUtc: expect.any(String),
    });
    expect(await draftOf(author, storyId)).toEqual({ ...before, revision: 5 });
    expect((await undo(author, job.jobId)).statusCode).toBe(200);
    expect(await draftOf(author, storyId)).toMatchObject({ revision: 5 });
  });

  it('is not taken back over what was written since', async () => {
    const job = await applyCheck(app, author, await check(author), { into: 'my-story' });
    await author.saveDraft(storyId, storyWith({ title: { en: 'Written since', ro: 'X' } }));
    const refused = await undo(author, job.jobId);
    expect([refused.statusCode, refused.json().code]).toEqual([409, 'story_changed_since_import']);
    expect(await importStatus(author, job.jobId)).not.toHaveProperty('undoneAtUtc');
  });

  it('does not replace what was written since it was checked', async () => {
    const checked = await check(author);
    const revision = checked.report?.mine?.draftRevision ?? 0;
    const later = await author.saveDraft(storyId, storyWith({ title: { en: 'Later', ro: 'X' } }));
    const decide = (decision: object) =>
      author.ask(storyImportRoutes.apply, {
        parameters: { locale: 'ro', jobId: checked.jobId },
        body: { into: 'my-story', ...decision },
      });
    for (const decision of [{}, { draftRevision: revision }]) {
      expect((await decide(decision)).json()).toMatchObject({
        status: 409,
        code: 'story_changed_since_check',
        detail: expect.stringContaining('Verifică din nou pachetul'),
      });
    }
    // Decided in time, and overtaken by another change before its turn.
    const asked = await decide({ draftRevision: later });
    expect(asked.statusCode).toBe(202);
    await author.saveDraft(storyId, storyWith({ title: { en: 'Latest', ro: 'X' } }));
    await app.drainJobs();
    expect(await importStatus(author, asked.json().jobId)).toMatchObject({
      status: 'Failed',
      error: { code: 'story_changed_since_check', retryable: false },
    });
    expect((await draftOf(author, storyId)).document.title.en).toBe('Latest');
    const again = await checkUpload(app, author, checked.uploadId);
    const done = await applyCheck(app, author, again, { into: 'my-story' });
    expect(done).toMatchObject({ status: 'Completed', decision: { draftRevision: later + 1 } });
  });

  it('fails where the story is deleted before its turn', async () => {
    const mine = await author.createStory(storyWith(), { slug: 'soon-gone' });
    const own = await exportedBytes(app, author, mine.id);
    const uploadId = await putUpload(app.adapters, author, own);
    const checked = await checkUpload(app, author, uploadId);
    await author.ask(storyRoutes.remove, { parameters: { storyId: mine.id } });
    expect(await applyCheck(app, author, checked, { into: 'my-story' })).toMatchObject({
      status: 'Failed',
      error: { code: 'decision_not_possible', retryable: false },
    });
    expect(await applyCheck(app, author, checked)).toMatchObject({ status: 'Completed' });
  });
});

describe('taking back a new story', () => {
  it('puts it into the bin, for a day', async () => {
    const job = await applyCheck(app, reader, await check(reader));
    const late = await applyCheck(app, reader, await check(reader));
    const { db } = app.adapters.database;
    const longAgo = new Date(Date.now() - 25 * 3_600_000);
    await db
      .updateTable('jobs')
      .set({ completed_at_utc: longAgo })
      .where('id', '=', late.jobId)
      .execute();
    expect((await undo(reader, late.jobId)).json().code).toBe('import_too_old_to_undo');
    expect((await undo(reader, job.jobId)).statusCode).toBe(200);
    expect((await reader.get(`/api/stories/${job.storyId}`)).statusCode).toBe(404);
    const bin = await reader.ask(storyRoutes.list, { query: '?deleted=true' });
    expect(bin.json().stories.map(({ id }: { id: string }) => id)).toContain(job.storyId);
    const unchecked = await undo(reader, job.otherJobId ?? '');
    expect(unchecked.json().code).toBe('import_not_completed');
  });
});

it('media that no package brings is left out by name, or is mine', async () => {
  const job = await author.exportDraft(original, { include: { audio: false }, languages: ['en'] });
  await app.drainJobs();
  const partial = (await author.download(job)).rawPayload;
  const other = await app.author('lacking');
  const uploadId = await putUpload(app.adapters, other, partial);
  const checked = await checkUpload(app, other, uploadId, { locale: 'hu' });
  expect(checked.report).toMatchObject({ media: { missing: { files: 0 } } });
  const whole = await author.exportDraft(original, { include: { audio: false } });
  await app.drainJobs();
  const silent = (await author.download(whole)).rawPayload;
  const lacking = await checkUpload(app, other, await putUpload(app.adapters, other, silent));
  const loss = {
    code: 'media_not_in_package',
    message: expect.stringContaining('the narration of the title (ro)'),
    where: '/titleNarration/ro',
  };
  expect(lacking.report).toMatchObject({ media: { missing: { files: 1 } }, losses: [loss] });
  const made = await applyCheck(app, other, lacking);
  expect(made.warnings).toEqual([loss]);
  expect((await draftOf(other, made.storyId)).document.titleNarration).toEqual({});

  const mine = await checkUpload(app, author, await putUpload(app.adapters, author, silent));
  expect(mine.report).toMatchObject({ media: { mine: { files: 2 } }, losses: [] });
});

describe('a request', () => {
  it('is for the one who has uploaded the package, and who has asked', async () => {
    const uploadId = await putUpload(app.adapters, author, bytes);
    const ask = (client: TestClient, body: object) =>
      client.ask(storyImportRoutes.create, { parameters: { locale: 'en' }, body });
    expect((await ask(reader, { uploadId })).statusCode).toBe(404);
    const half = await putUpload(app.adapters, author, bytes, 1000);
    expect((await ask(author, { uploadId: half })).json().code).toBe('upload_incomplete');
    expect((await ask(author, { uploadId, into: 'x' })).statusCode).toBe(400);

    const checked = await checkUpload(app, author, uploadId);
    const parameters = { jobId: checked.jobId, locale: 'en' };
    for (const route of [
      storyImportRoutes.status,
      storyImportRoutes.remove,
      storyImportRoutes.retry,
      storyImportRoutes.timeline,
      storyImportRoutes.apply,
      storyImportRoutes.undo,
    ]) {
      const body = route === storyImportRoutes.apply ? {} : undefined;
      expect((await reader.ask(route, { parameters, body })).statusCode).toBe(404);
    }
    const admin = await app.admin();
    expect((await admin.ask(storyImportRoutes.status, { parameters })).statusCode).toBe(200);
    expect((await reader.ask(storyImportRoutes.list)).body).not.toContain(checked.jobId);
  });

  it('that is sent again with its key is the same import', async () => {
    const uploadId = await putUpload(app.adapters, author, bytes);
    const ask = () =>
      author.ask(storyImportRoutes.create, {
        parameters: { locale: 'en' },
        headers: { 'idempotency-key': 'import-once' },
        body: { uploadId },
      });
    const [one, other] = [await ask(), await ask()];
    expect(one.statusCode).toBe(202);
    expect(other.json().jobId).toBe(one.json().jobId);
    await app.drainJobs();
  });

  it('is imported once, also where an import that was canceled is tried again', async () => {
    const checked = await check(author);
    const parameters = { locale: 'en', jobId: checked.jobId };
    const asked = await author.ask(storyImportRoutes.apply, { parameters, body: {} });
    const first = { parameters: { jobId: asked.json().jobId } };
    await author.ask(storyImportRoutes.remove, first);
    expect(await applyCheck(app, author, checked, {})).toMatchObject({ status: 'Completed' });
    const refused = await author.ask(storyImportRoutes.retry, first);
    expect(refused.json()).toMatchObject({ status: 409, code: 'decision_not_possible' });
    expect((await app.job(first.parameters.jobId)).status).toBe('Canceled');
  });

  it('decides once, and only what the package allows', async () => {
    const checked = await check(author);
    const decide = (body: object) =>
      author.ask(storyImportRoutes.apply, {
        parameters: { locale: 'en', jobId: checked.jobId },
        body,
      });
    expect((await decide({ languages: ['de'] })).json()).toMatchObject({
      status: 422,
      code: 'language_not_in_package',
      errors: [{ pointer: '/languages/0' }],
    });
    expect((await decide({})).statusCode).toBe(202);
    expect((await decide({})).json().code).toBe('decision_not_possible');
    await app.drainJobs();
    expect((await decide({})).json().code).toBe('decision_not_possible');
  });

  it('throws a package away, before it is checked and after', async () => {
    const uploads = async () => (await blobsIn(app.adapters, 'uploads')).length;
    const before = await uploads();
    const uploadId = await putUpload(app.adapters, author, bytes);
    const queued = await author.ask(storyImportRoutes.create, {
      parameters: { locale: 'en' },
      body: { uploadId },
    });
    const { jobId } = queued.json();
    const remove = (id: string) =>
      author.ask(storyImportRoutes.remove, { parameters: { jobId: id } });
    expect((await remove(jobId)).json()).toMatchObject({ status: 'Canceled' });
    const checked = await check(author);
    expect((await remove(checked.jobId)).json()).toMatchObject({ status: 'Expired' });
    expect(await uploads()).toBe(before);
    const late = await author.ask(storyImportRoutes.apply, {
      parameters: { locale: 'en', jobId: checked.jobId },
      body: {},
    });
    expect([late.statusCode, late.json().code]).toEqual([410, 'upload_gone']);
    const retry = await author.ask(storyImportRoutes.retry, { parameters: { jobId } });
    expect(retry.statusCode).toBe(202);
    await app.drainJobs();
    expect(await importStatus(author, jobId)).toMatchObject({ error: { code: 'upload_gone' } });
  });
});
