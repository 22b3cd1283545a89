import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { PublishCheck, PublishStatusDocument } from '@taleport/contracts/story-publish';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { narration, picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import { sweepAll } from '../../jobs/sweeper.ts';

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp({ environment: { UNUSED_KEEP_HOURS: '0' } });
  author = await app.author();
});
afterAll(() => app.close());

describe('the check list', () => {
  it('refuses an incomplete story, and names each place in the language of the locale', async () => {
    const story = await author.createStory(storyWith({ title: { en: 'Half' } }));
    await author.saveDraft(
      story.id,
      storyWith({
        title: { en: 'Half' },
        tiles: [{ kind: 'page', id: 'first', text: { en: 'Text' }, next: { tile: 'nowhere' } }],
      }),
    );
    const answer = await author.ask(storyPublishRoutes.create, {
      parameters: { locale: 'ro', storyId: story.id },
    });
    expect(answer.json()).toMatchObject({
      status: 422,
      code: 'story_incomplete',
      errors: [
        { pointer: '/title/ro', detail: 'ro: Scrie titlul.' },
        { pointer: '/tiles/0/next', detail: expect.stringContaining('Pagina 1: De aici') },
        { pointer: '/tiles/0/text/ro', detail: 'Pagina 1 (ro): Scrie textul.' },
      ],
    });
    const check = await author.ask(storyPublishRoutes.check, {
      parameters: { locale: 'hu', storyId: story.id },
    });
    expect(check.json()).toMatchObject({ draftRevision: 2, canBePublished: false });
  });

  it('is short where a small story lacks millions of texts, and says how many', async () => {
    const letter = (index: number) => String.fromCharCode(97 + index);
    const languages = Array.from(
      { length: 200 },
      (_, at) => `q${letter(at / 26)}${letter(at % 26)}`,
    );
    const tiles = Array.from({ length: 10_000 }, (_, at) => ({
      kind: 'page' as const,
      id: `t${at}`,
    }));
    const { id } = await author.createStory({ title: {}, languages, tiles });
    const parameters = { locale: 'en', storyId: id };
    const check = (await author.ask(storyPublishRoutes.check, { parameters })).json<PublishCheck>();
    expect(check.counts).toEqual({ errors: 2_000_200, warnings: 2_000_201 });
    expect(check.findings.map(({ severity }) => severity)).toEqual([
      ...Array(500).fill('error'),
      ...Array(500).fill('warning'),
    ]);
    const refused = await author.ask(storyPublishRoutes.create, { parameters });
    expect(refused.json()).toMatchObject({ status: 422, code: 'story_incomplete' });
    expect(refused.json().errors).toHaveLength(100);
  });

  it('finds media that is gone before a job is made of it, and while it runs', async () => {
    const story = await author.createStory();
    const { sha256 } = await author.upload(story.id, picture());
    await author.saveDraft(story.id, storyWith({ cover: { media: sha256 } }));
    await app.adapters.blobs.delete(mediaBlobKey(sha256));
    const check = await author.ask(storyPublishRoutes.check, {
      parameters: { locale: 'en', storyId: story.id },
    });
    expect(check.json().findings).toContainEqual({
      severity: 'error',
      code: 'media_missing',
      where: '/cover/media',
      message: 'The file is missing or damaged. Upload it again.',
    });
    const { links } = await author.requestPublish(story.id);
    await app.drainJobs();
    expect((await author.get(links.self)).json<PublishStatusDocument>()).toMatchObject({
      status: 'Failed',
      error: { code: 'media_missing', retryable: false },
    });
    expect((await author.get(`/api/stories/${story.id}`)).json().latestVersion).toBeNull();
  });

  it('says which version readers would see, and whether they see it already', async () => {
    const { id } = await author.createStory();
    const foreseen = () => check(id);
    expect(await foreseen()).toMatchObject({ version: 1, isShown: false });
    await author.publish(id);
    expect(await foreseen()).toMatchObject({ version: 1, isShown: true });
    await author.saveDraft(id, storyWith({ topics: ['later'] }));
    expect(await foreseen()).toMatchObject({ version: 2, isShown: false });
    await author.requestPublish(id);
    await author.saveDraft(id, storyWith());
    // The other draft is on its way to the readers.
    expect(await foreseen()).toMatchObject({ version: 1, isShown: false });
    await author.ask(storyPublishRoutes.unpublish, { parameters: { storyId: id } });
    expect(await foreseen()).toMatchObject({ version: 1, isShown: false });
  });
});

describe('a publication in some languages', () => {
  it('is checked for these, and told how far the others are', async () => {
    const { id } = await halfTranslated();
    const all = await check(id);
    expect(all).toMatchObject({ canBePublished: false, tileCount: 2, counts: { errors: 1 } });
    expect(all.languages).toEqual([
      { language: 'en', tilesReady: 2, isReady: true },
      { language: 'hu', tilesReady: 1, isReady: false },
    ]);
    const english = await check(id, '?languages=en');
    expect(english).toMatchObject({ canBePublished: true, counts: { errors: 0 } });
    expect(english.languages).toEqual(all.languages);
    expect(english.findings.map(({ language }) => language)).not.toContain('hu');
  });

  it('shows readers nothing of the others', async () => {
    const { id, slug, voice } = await halfTranslated();
    expect(await publishIn(id, ['en'])).toBe(1);
    const { document } = await readersGet(slug);
    expect(document.languages).toEqual(['en']);
    expect(JSON.stringify(document)).not.toContain('lámpa');
    const parameters = { slug, version: 1, sha256: voice.sha256 };
    expect((await author.ask(catalogueRoutes.media, { parameters })).statusCode).toBe(404);
    const list = await author.ask(catalogueRoutes.list, { query: '?language=hu' });
    expect(JSON.stringify(list.json())).not.toContain(slug);
    const job = await author.exportStory(id);
    await app.drainJobs();
    expect(await author.status(job)).toMatchObject({ languageCount: 1, mediaCount: 0 });
  });

  it('is not asked for twice, and shows another choice as the next version', async () => {
    const { id, slug, document } = await halfTranslated();
    await publishIn(id, ['en']);
    expect(await check(id, '?languages=en')).toMatchObject({ version: 1, isShown: true });
    expect((await request(id, ['en'])).json()).toMatchObject({ code: 'already_published' });
    const story = (await author.get(`/api/stories/${id}`)).json();
    expect(story.hasUnpublishedChanges).toBe(false);

    const [first, second] = document.tiles ?? [];
    const text = { en: 'It shone.', hu: 'Ragyogott.' };
    await author.saveDraft(id, { ...document, tiles: [{ ...first, ...second, text }] as never });
    expect(await check(id)).toMatchObject({ canBePublished: true, version: 2, isShown: false });
    expect(await publishIn(id, ['hu', 'en'])).toBe(2);
    expect((await readersGet(slug)).document.languages).toEqual(['en', 'hu']);
    expect(await publishIn(id, ['en'])).toBe(3);
    expect((await readersGet(slug)).document.languages).toEqual(['en']);
  });

  it('is restored with all languages of its draft', async () => {
    const { id, document } = await halfTranslated();
    await publishIn(id, ['en']);
    await author.saveDraft(id, storyWith());
    await sweepAll(app.engine);
    const parameters = { storyId: id, version: 1 };
    const list = await author.ask(storyRoutes.listVersions, { parameters });
    expect(list.json().versions).toMatchObject([{ version: 1, languages: ['en'] }]);
    const version = await author.ask(storyRoutes.getVersion, { parameters });
    expect(version.json().document.languages).toEqual(['en']);
    await author.ask(storyRoutes.restoreVersion, { parameters, headers: { 'if-match': '"3"' } });
    const draft = await author.ask(storyRoutes.getDraft, { parameters });
    expect(draft.json()).toMatchObject({ revision: 4, document });
  });

  it.each([
    [['en', 'ro'], 'language_not_in_story', '/languages/1'],
    [['hu'], 'source_language_missing', '/languages'],
  ])('is refused in %j', async (languages, code, pointer) => {
    const { id } = await halfTranslated();
    const refusal = { status: 422, code, errors: [{ pointer }] };
    expect((await request(id, languages)).json()).toMatchObject(refusal);
    expect(await check(id, `?languages=${languages}`)).toMatchObject(refusal);
  });
});

/** Two pages in English, of which one is in Hungarian too, with a voice. */
async function halfTranslated() {
  const { id, slug } = await author.createStory();
  const voice = await author.upload(id, narration());
  const document = storyWith({
    title: { en: 'The lamp', hu: 'A lámpa' },
    languages: ['en', 'hu'],
    tiles: [
      {
        kind: 'page',
        id: 'one',
        text: { en: 'A lamp.', hu: 'Egy lámpa.' },
        narration: { hu: voice.sha256 },
      },
      { kind: 'page', id: 'two', text: { en: 'It shone.' } },
    ],
  });
  await author.saveDraft(id, document);
  return { id, slug, document, voice };
}

async function check(storyId: string, query = '') {
  const parameters = { locale: 'en', storyId };
  return (await author.ask(storyPublishRoutes.check, { parameters, query })).json<PublishCheck>();
}

function request(storyId: string, languages: string[]) {
  const parameters = { locale: 'en', storyId };
  return author.ask(storyPublishRoutes.create, { parameters, body: { languages } });
}

async function publishIn(storyId: string, languages: string[]): Promise<number | undefined> {
  const { links } = (await request(storyId, languages)).json<PublishStatusDocument>();
  await app.drainJobs();
  return (await author.get(links.self)).json<PublishStatusDocument>().version;
}

async function readersGet(slug: string) {
  return (await author.ask(catalogueRoutes.get, { parameters: { slug } })).json();
}
