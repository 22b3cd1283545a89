import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import type { Draft, Story } from '@taleport/contracts/stories';
import type { ForkStatusDocument, UpdatesPreview } from '@taleport/contracts/story-fork';
import type { StoryDocumentInput } from '@taleport/story-model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
let reader: TestClient;
let original: Story;
let made: Story;
beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
  reader = await app.author('reader');
});
afterAll(() => app.close());

const page = (id: string, text: Record<string, string>, more = {}) => ({
  kind: 'page' as const,
  id,
  text,
  ...more,
});
const first = { en: 'A fox looked up.', ro: 'O vulpe privea în sus.' };
const story = (overrides: Partial<StoryDocumentInput> = {}) =>
  storyWith({ license: 'CC BY 4.0', tiles: [page('a', first)], ...overrides });

beforeEach(async () => {
  original = await author.createStory(story());
  await author.publish(original.id);
  const parameters = { locale: 'en', storyId: original.id };
  const asked = await reader.ask(storyForkRoutes.create, { parameters });
  await app.drainJobs();
  const { madeStoryId } = (await reader.get(asked.json().links.self)).json<ForkStatusDocument>();
  const found = await reader.ask(storyRoutes.get, { parameters: { storyId: madeStoryId ?? '' } });
  made = found.json();
});

async function publish(overrides: Partial<StoryDocumentInput>): Promise<void> {
  await author.saveDraft(original.id, story(overrides));
  await author.publish(original.id);
}

async function preview(body?: object): Promise<UpdatesPreview> {
  const parameters = { storyId: made.id };
  const response = await reader.ask(storyForkRoutes.previewUpdates, { parameters, body });
  expect(response.statusCode, response.body).toBe(200);
  return response.json();
}

const take = (body: object, revision = 1) =>
  reader.ask(storyForkRoutes.takeUpdates, {
    parameters: { storyId: made.id },
    headers: { 'if-match': `"${revision}"` },
    body,
  });

async function draft(): Promise<Draft> {
  const response = await reader.ask(storyRoutes.getDraft, { parameters: { storyId: made.id } });
  return response.json();
}

/** The draft of the fork, changed in some fields. */
async function edit(overrides: Partial<StoryDocumentInput>): Promise<number> {
  return reader.saveDraft(made.id, { ...(await draft()).document, ...overrides });
}

describe('the original of a fork', () => {
  it('has nothing new at first', async () => {
    expect(await preview()).toMatchObject({
      fromVersion: 1,
      version: 1,
      draftRevision: 1,
      open: { shared: 0, languages: [] },
      changes: [],
      conflicts: [],
    });
  });

  it('has its changes taken language by language, with the media that they bring', async () => {
    const { sha256 } = await author.upload(original.id, picture());
    await publish({
      cover: { media: sha256 },
      tiles: [page('a', { en: 'A fox looked far up.', ro: 'O vulpe privea departe în sus.' })],
    });
    const seen = await reader.ask(storyRoutes.get, { parameters: { storyId: made.id } });
    expect(seen.json<Story>().forkedFrom).toMatchObject({ version: 1, latestVersion: 2 });

    const all = await preview();
    // The cover; that the line of the source names another version is no change.
    expect(all.open).toEqual({
      shared: 1,
      languages: [
        { language: 'en', changes: 1 },
        { language: 'ro', changes: 1 },
      ],
    });
    const romanian = await preview({ languages: ['ro'], shared: false });
    expect(romanian.changes).toEqual([
      {
        path: ['tiles', 'a', 'text', 'ro'],
        language: 'ro',
        before: first.ro,
        after: 'O vulpe privea departe în sus.',
      },
    ]);
    const taken = await take({ version: 2, languages: ['ro'], shared: false });
    expect(taken.json()).toEqual({ revision: 2, fromVersion: 1 });
    expect(taken.headers.etag).toBe('"2"');
    expect((await draft()).document.tiles[0]?.text).toEqual({
      en: first.en,
      ro: 'O vulpe privea departe în sus.',
    });

    expect((await preview()).open.languages).toEqual([{ language: 'en', changes: 1 }]);
    expect((await take({ version: 2 }, 2)).json()).toEqual({ revision: 3, fromVersion: 2 });
    const { document } = await draft();
    expect(document).toMatchObject({
      cover: { media: sha256 },
      source: expect.stringContaining('v2'),
    });
    const media = { parameters: { storyId: made.id, sha256 } };
    expect((await reader.ask(mediaRoutes.get, media)).statusCode).toBe(200);
    expect((await preview()).open).toEqual({ shared: 0, languages: [] });
  });

  it('asks where both have changed the same, and takes the side that was chosen', async () => {
    await publish({ title: { en: 'Theirs', ro: 'Al lor' } });
    await edit({ title: { en: 'Mine', ro: 'Al meu' } });
    const { conflicts, document, draftRevision } = await preview();
    expect(conflicts).toEqual([
      { path: ['title', 'en'], mine: 'Mine', theirs: 'Theirs' },
      { path: ['title', 'ro'], mine: 'Al meu', theirs: 'Al lor' },
    ]);
    expect([document.title.en, draftRevision]).toEqual(['Mine', 2]);
    const taken = await take({ version: 2, takeTheirs: [['title', 'ro']] }, 2);
    expect(taken.json()).toEqual({ revision: 3, fromVersion: 2 });
    expect((await draft()).document.title).toEqual({ en: 'Mine', ro: 'Al lor' });
    expect((await preview()).conflicts).toEqual([]);
  });

  it('is named with the version that was taken, unless its author has written another line', async () => {
    await publish({ title: { en: 'Theirs', ro: 'Al lor' } });
    const { open, changes } = await preview();
    expect([open.shared, changes.map(({ path }) => path[0])]).toEqual([0, ['title', 'title']]);
    await take({ version: 2 });
    expect((await draft()).document.source).toMatch(/^Theirs, v2,/);
    await edit({ source: 'From an old book' });
    await publish({ title: { en: 'Theirs again', ro: 'Al lor' } });
    await take({ version: 3 }, 3);
    expect((await draft()).document).toMatchObject({
      title: { en: 'Theirs again' },
      source: 'From an old book',
    });
  });

  it('can be left alone: what is not taken is not offered again', async () => {
    await publish({ title: { en: 'Theirs', ro: 'Al lor' } });
    const nothing = { version: 2, languages: [], shared: false, leaveRest: true };
    expect((await take(nothing)).json()).toEqual({ revision: 1, fromVersion: 2 });
    expect((await preview()).open).toEqual({ shared: 0, languages: [] });
    expect((await draft()).document.title.en).toBe('The fox and the moon');
  });

  it('is not taken over a draft or a version that nobody has looked at', async () => {
    await publish({ title: { en: 'Theirs', ro: 'Al lor' } });
    await edit({ title: { en: 'Mine', ro: 'Al meu' } });
    expect((await take({ version: 2 })).json()).toMatchObject({
      status: 412,
      code: 'draft_changed',
    });
    expect((await take({ version: 1 }, 2)).json()).toMatchObject({
      status: 409,
      code: 'updates_changed',
    });
    const blind = await reader.ask(storyForkRoutes.takeUpdates, {
      parameters: { storyId: made.id },
      body: { version: 2 },
    });
    expect(blind.statusCode).toBe(428);
    expect((await draft()).revision).toBe(2);
  });

  it('keeps its newer versions where their licence allows no changes', async () => {
    await publish({ license: 'CC BY-ND 4.0' });
    const refused = await take({ version: 2 });
    expect(refused.json()).toMatchObject({ status: 403, code: 'fork_not_allowed' });
  });

  it('is nothing that other people, or stories that are no forks, can ask about', async () => {
    const ask = (client: TestClient, storyId: string) =>
      client.ask(storyForkRoutes.previewUpdates, { parameters: { storyId } });
    expect((await ask(author, made.id)).statusCode).toBe(404);
    expect((await ask(author, original.id)).json()).toMatchObject({ code: 'not_a_fork' });
  });
});
