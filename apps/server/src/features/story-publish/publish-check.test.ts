import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { PublishCheck, PublishStatusDocument } from '@taleport/contracts/story-publish';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { mediaBlobKey } from '../../infrastructure/media-blob-key.ts';

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp();
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
        { pointer: '/title/ro', detail: 'ro: Scrieți titlul.' },
        { pointer: '/tiles/0/next', detail: expect.stringContaining('Pagina 1: De aici') },
        { pointer: '/tiles/0/text/ro', detail: 'Pagina 1 (ro): Scrieți textul.' },
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
    const parameters = { locale: 'en', storyId: id };
    const foreseen = async () =>
      (await author.ask(storyPublishRoutes.check, { parameters })).json<PublishCheck>();
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
