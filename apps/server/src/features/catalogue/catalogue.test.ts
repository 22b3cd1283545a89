import { randomUUID } from 'node:crypto';
import type { Catalogue } from '@taleport/contracts/catalogue';
import { routePath } from '@taleport/contracts/route';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { StoryDocumentInput } from '@taleport/story-model';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { picture, storyWith } from '../../../test/factories.ts';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
});
afterAll(() => app.close());

/** Nobody is signed in. */
const read = (url: string, headers: Record<string, string> = {}) =>
  app.app.inject({ method: 'GET', url, headers });
const list = async (query: Record<string, string> = {}) => {
  const response = await read(`${catalogueRoutes.list.url}?${new URLSearchParams(query)}`);
  return response.json<Catalogue>();
};
const titlesOf = ({ stories }: Catalogue) =>
  stories.map(({ title, languages: [first = ''] }) => title[first]);

async function publish(document: Partial<StoryDocumentInput>) {
  const story = await author.createStory(storyWith(document));
  await author.publish(story.id);
  return story;
}

describe('the catalogue', () => {
  it('has what is published, for whoever comes', async () => {
    const story = await author.createStory();
    const cover = await author.upload(story.id, picture());
    await author.saveDraft(
      story.id,
      storyWith({
        summary: { en: 'A fox wonders.' },
        cover: { media: cover.sha256, alt: { en: 'A fox' } },
        topics: ['night'],
        ageRange: { from: 3, to: 6 },
        credits: { en: [{ role: 'Author', name: 'Ana' }] },
        license: 'CC BY 4.0',
      }),
    );
    await author.publish(story.id);
    const shown = {
      storyId: story.id,
      slug: story.slug,
      version: 1,
      publishedAtUtc: expect.stringMatching(/Z$/),
      title: { en: 'The fox and the moon', ro: 'Vulpea și luna' },
      summary: { en: 'A fox wonders.' },
      languages: ['en', 'ro'],
      picture: {
        media: cover.sha256,
        alt: { en: 'A fox' },
        url: `/api/catalogue/${story.slug}/versions/1/media/${cover.sha256}`,
      },
      topics: ['night'],
      ageRange: { from: 3, to: 6 },
      license: 'CC BY 4.0',
    };
    expect((await list()).stories.find(({ storyId }) => storyId === story.id)).toEqual(shown);
    expect((await read(shown.picture.url)).statusCode).toBe(200);
  });

  it('shows the published version, whatever the draft is by now', async () => {
    const story = await publish({ title: { en: 'Shown', ro: 'Arătată' } });
    await author.saveDraft(story.id, storyWith({ title: { en: 'Not yet', ro: 'Încă nu' } }));
    expect((await list({ q: 'not yet' })).stories).toEqual([]);
    const { document, version } = (await read(`/api/catalogue/${story.slug}`)).json();
    expect([document.title.en, version]).toEqual(['Shown', 1]);
    await author.publish(story.id);
    expect((await read(`/api/catalogue/${story.slug}`)).json()).toMatchObject({ version: 2 });
    expect(titlesOf(await list({ q: 'not yet' }))).toEqual(['Not yet']);
  });

  it('is not sent again to who has it', async () => {
    const { slug } = await publish({});
    for (const url of [catalogueRoutes.list.url, `/api/catalogue/${slug}`]) {
      const { headers } = await read(url);
      expect(headers['cache-control']).toBe('public, no-cache');
      const again = await read(url, { 'if-none-match': String(headers.etag) });
      expect([again.statusCode, again.body]).toEqual([304, '']);
    }
  });

  it('is short, however long the texts of its stories are; the story itself has them all', async () => {
    const letter = (index: number) => String.fromCharCode(97 + index);
    const languages = Array.from(
      { length: 200 },
      (_, at) => `q${letter(at / 26)}${letter(at % 26)}`,
    );
    const each = <Value>(value: Value) => Object.fromEntries(languages.map((tag) => [tag, value]));
    const summary = each(`Long ${'ago '.repeat(500)}`);
    const credits = each([{ role: 'Text', name: 'Ana'.repeat(300) }]);
    const title = each('Title '.repeat(160));
    const tiles = [{ kind: 'page' as const, id: 'a', text: each('One') }];
    const { id, slug } = await publish({ title, summary, credits, languages, tiles });
    const { stories } = await list();
    const shown = stories.find(({ storyId }) => storyId === id);
    expect(shown?.summary.qaa).toMatch(/^Long ago .*…$/);
    expect(shown?.languages).toEqual(languages);
    expect(JSON.stringify(shown).length).toBeLessThan(100_000);
    const { document } = (await read(`/api/catalogue/${slug}`)).json();
    expect(document).toMatchObject({ title, summary, credits });
  });

  it('cuts what is longer than a list shows, and nothing else', async () => {
    const long = '🌙'.repeat(301);
    const { id } = await publish({ summary: { en: long.slice(2), ro: long } });
    const shown = (await list()).stories.find(({ storyId }) => storyId === id);
    expect(shown?.summary).toEqual({ en: long.slice(2), ro: `${long.slice(4)}…` });
  });

  it('shows the first picture of a story without a cover, and stories without any', async () => {
    const plain = await publish({ title: { en: 'Without pictures', ro: 'Fără imagini' } });
    const story = await author.createStory();
    const { sha256 } = await author.upload(story.id, picture());
    const title = { en: 'With a picture', ro: 'Cu o imagine' };
    const text = { en: 'One', ro: 'Unu' };
    const tiles = [
      { kind: 'page' as const, id: 'a', text },
      { kind: 'page' as const, id: 'b', text, picture: { media: sha256 } },
    ];
    await author.saveDraft(story.id, storyWith({ title, tiles }));
    await author.publish(story.id);
    const { stories } = await list();
    const pictureOf = (id: string) => stories.find(({ storyId }) => storyId === id)?.picture;
    expect(pictureOf(plain.id)).toBeNull();
    expect(pictureOf(story.id)).toMatchObject({ media: sha256, alt: {} });
  });
});

describe('a search in the catalogue', () => {
  beforeAll(async () => {
    await publish({
      title: { hu: 'Az Őrült Zsiráf', 'pt-BR': 'A girafa' },
      languages: ['hu', 'pt-BR'],
      tiles: [{ kind: 'page', id: 'a', text: { hu: 'Egy', 'pt-BR': 'Um' } }],
    });
  });

  it.each(['őrült', 'ORULT', 'girafa', 'zsiraf az', ' Zsiráf  '])('for %j finds it', async (q) => {
    expect(titlesOf(await list({ q }))).toEqual(['Az Őrült Zsiráf']);
  });

  it.each(['zsiráf fox', '%', '_', "'", 'x'.repeat(200)])('for %j finds nothing', async (q) => {
    expect((await list({ q })).stories).toEqual([]);
  });

  it('can be for a language', async () => {
    for (const language of ['hu', 'pt', 'pt-BR', 'pt-br']) {
      expect(titlesOf(await list({ language })), language).toEqual(['Az Őrült Zsiráf']);
    }
    expect((await list({ language: 'fr' })).stories).toEqual([]);
  });

  it.each([
    'q=%00',
    'language=a_b',
    'limit=0',
    'limit=101',
    'cursor=1',
    `cursor=1~${'a'.repeat(36)}`,
  ])('with %s is refused', async (query) => {
    const response = await read(`${catalogueRoutes.list.url}?${query}`);
    expect(response.json()).toMatchObject({ status: 400, code: 'validation_failed' });
  });
});

describe('a page of the catalogue', () => {
  it('goes on after the page before, newest first', async () => {
    const word = randomUUID();
    const titles = ['one', 'two', 'three', 'four', 'five'].map((name) => `${name} ${word}`);
    for (const en of titles) await publish({ title: { en, ro: en } });
    const pages: unknown[] = [];
    let cursor: string | undefined;
    do {
      const page = await list({ q: word, limit: '2', ...(cursor && { cursor }) });
      pages.push(titlesOf(page));
      cursor = page.nextCursor;
    } while (cursor);
    const [one, two, three, four, five] = titles;
    expect(pages).toEqual([[five, four], [three, two], [one]]);
  });
});

describe('a published story', () => {
  let story: { id: string; slug: string };
  let first: { sha256: string };
  const media = (version: number, { sha256 }: { sha256: string }) =>
    routePath(catalogueRoutes.media, { slug: story.slug, version, sha256 });
  const statusOf = async (url: string) => (await read(url)).statusCode;
  beforeEach(async () => {
    ({ story, media: first } = await author.publishedStory());
  });

  it('gives its media to readers, in parts too, to be kept', async () => {
    const whole = await read(media(1, first));
    expect(whole.headers).toMatchObject({
      'content-type': 'image/png',
      'accept-ranges': 'bytes',
      'cache-control': 'public, max-age=31536000, s-maxage=3600, immutable',
      etag: `"${first.sha256}"`,
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    });
    const part = await read(media(1, first), { range: 'bytes=1-3' });
    expect([part.statusCode, part.body]).toEqual([206, 'PNG']);
    const known = await read(media(1, first), { 'if-none-match': String(whole.headers.etag) });
    expect(known.statusCode).toBe(304);
  });

  it('gives nothing else: not what only the draft has, not by other versions or stories', async () => {
    const other = await author.upload(story.id, picture());
    await author.saveDraft(story.id, storyWith({ cover: { media: other.sha256 } }));
    expect(await statusOf(media(1, other))).toBe(404);
    expect(await statusOf(media(2, first))).toBe(404);
    const { story: foreign } = await author.publishedStory();
    const url = routePath(catalogueRoutes.media, {
      slug: foreign.slug,
      version: 1,
      sha256: first.sha256,
    });
    expect(await statusOf(url)).toBe(404);
  });

  it('keeps what stays in it for whoever reads the version before; what was taken out is gone', async () => {
    const page = await author.upload(story.id, picture());
    const tiles = [
      {
        kind: 'page' as const,
        id: 'a',
        text: { en: 'One', ro: 'Unu' },
        picture: { media: page.sha256 },
      },
    ];
    await author.saveDraft(story.id, storyWith({ cover: { media: first.sha256 }, tiles }));
    await author.publish(story.id);
    await author.saveDraft(story.id, storyWith({ tiles }));
    await author.publish(story.id);
    expect(await statusOf(media(2, page))).toBe(200);
    expect(await statusOf(media(3, page))).toBe(200);
    expect(await statusOf(media(1, first))).toBe(404);
    expect(await statusOf(media(2, first))).toBe(404);
  });

  it.each([
    ['unpublished', storyPublishRoutes.unpublish],
    ['deleted', storyRoutes.remove],
  ])('that is %s is not there any more', async (_, route) => {
    expect(await statusOf(`/api/catalogue/${story.slug}`)).toBe(200);
    await author.ask(route, { parameters: { storyId: story.id } });
    const gone = await read(`/api/catalogue/${story.slug}`);
    expect(gone.json()).toMatchObject({ status: 404, code: 'not_found' });
    expect(await statusOf(media(1, first))).toBe(404);
    expect((await list()).stories.map(({ storyId }) => storyId)).not.toContain(story.id);
  });

  it('was never there while it was a draft', async () => {
    const draft = await author.createStory();
    expect(await statusOf(`/api/catalogue/${draft.slug}`)).toBe(404);
  });
});
