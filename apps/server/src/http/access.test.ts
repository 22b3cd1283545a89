import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { storyWith } from '../../test/factories.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { TestClient } from '../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
let stranger: TestClient;
let parameters: {
  locale: string;
  storyId: string;
  jobId: string;
  sha256: string;
  version: number;
};

beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
  stranger = await app.author('stranger');
  const { story, media } = await author.publishedStory();
  const { jobId } = await author.exportStory(story.id);
  await app.drainJobs();
  parameters = { locale: 'en', storyId: story.id, jobId, sha256: media.sha256, version: 1 };
});
afterAll(() => app.close());

const routesOfAStory = [
  storyRoutes.get,
  storyRoutes.getDraft,
  storyRoutes.listVersions,
  storyRoutes.getVersion,
  storyRoutes.restoreVersion,
  storyRoutes.remove,
  storyRoutes.undelete,
  mediaRoutes.get,
  mediaRoutes.upload,
  storyExportRoutes.create,
  storyExportRoutes.createDraft,
  storyExportRoutes.list,
  storyExportRoutes.status,
  storyExportRoutes.download,
  storyExportRoutes.remove,
  storyExportRoutes.retry,
  storyExportRoutes.timeline,
  storyPublishRoutes.create,
  storyPublishRoutes.check,
  storyPublishRoutes.unpublish,
  storyPublishRoutes.list,
  storyForkRoutes.previewUpdates,
  storyForkRoutes.status,
];

const routesOfAccounts = [
  accountRoutes.me,
  accountRoutes.rename,
  accountRoutes.changePassword,
  accountRoutes.access,
  accountRoutes.endSession,
  accountRoutes.list,
  accountRoutes.suspend,
  accountRoutes.createPasswordLink,
];

describe('somebody else’s story', () => {
  it.each(routesOfAStory)('does not exist: $method $path', async (route) => {
    const raw = route === mediaRoutes.upload ? Buffer.from('GIF89a') : undefined;
    const headers = { 'if-match': '"1"' };
    const response = await stranger.ask(route, { parameters, raw, headers });
    expect(response.json()).toMatchObject({ status: 404, code: 'not_found', retryable: false });
  });

  it('cannot be saved', async () => {
    const response = await stranger.ask(storyRoutes.saveDraft, {
      parameters,
      body: storyWith(),
      headers: { 'if-match': '"1"' },
    });
    expect(response.json()).toMatchObject({ status: 404 });
  });

  it('lends no media: naming its hash in one’s own draft is naming nothing', async () => {
    const mine = await stranger.createStory();
    const save = (media: string) =>
      stranger.ask(storyRoutes.saveDraft, {
        parameters: { storyId: mine.id },
        headers: { 'if-match': '"1"' },
        body: storyWith({ cover: { media } }),
      });
    const [known, unknown] = [await save(parameters.sha256), await save('0'.repeat(64))];
    expect(known.json()).toMatchObject({ status: 422, code: 'media_unknown' });
    expect(known.json()).toEqual({ ...unknown.json(), instance: known.json().instance });
    const media = { storyId: mine.id, sha256: parameters.sha256 };
    expect((await stranger.ask(mediaRoutes.get, { parameters: media })).statusCode).toBe(404);
  });

  it('has jobs that are not found under one’s own story', async () => {
    const mine = await stranger.createStory();
    const response = await stranger.ask(storyExportRoutes.status, {
      parameters: { ...parameters, storyId: mine.id },
    });
    expect(response.statusCode).toBe(404);
  });

  it('is open to an admin', async () => {
    const admin = await app.admin();
    const status = await admin.ask(storyExportRoutes.status, { parameters });
    expect(status.json()).toMatchObject({ status: 'Completed' });
    expect((await admin.ask(storyRoutes.get, { parameters })).statusCode).toBe(200);
  });
});

describe('without an account', () => {
  it.each([...routesOfAStory, ...routesOfAccounts])(
    'nothing is there: $method $path',
    async (route) => {
      const url = route.url.replace(/:(\w+)/g, (_, name: keyof typeof parameters) =>
        String(parameters[name]),
      );
      for (const authorization of [undefined, 'Bearer made-up', 'Basic YTpi']) {
        const response = await app.app.inject({
          method: route.method,
          url,
          headers: authorization === undefined ? {} : { authorization },
        });
        expect(response.headers['www-authenticate']).toBe('Bearer');
        expect(response.json()).toMatchObject({ status: 401, code: 'sign_in_required' });
      }
    },
  );
});

describe('an address', () => {
  it.each([
    '/api/stories/not-a-uuid',
    '/api/stories/..%2F..%2Fetc%2Fpasswd',
    `/api/stories/${'0'.repeat(36)}/export-jobs/1`,
    '/api/stories/%00/draft',
  ])('that cannot name anything is refused: %s', async (url) => {
    expect((await author.get(url)).json()).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it('with a locale that is none is refused', async () => {
    const response = await author.ask(storyExportRoutes.create, {
      parameters: { ...parameters, locale: 'not a locale' },
    });
    expect(response.json()).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it.each(['/api/nothing', '/../etc/passwd', '/%2e%2e/secret'])(
    'may lead nowhere: %s',
    async (url) => {
      const response = await app.app.inject({ url });
      expect(response.headers['content-type']).toBe('application/problem+json');
      expect(response.json()).toMatchObject({ status: 404, code: 'not_found' });
    },
  );
});

describe('a request', () => {
  it.each(['a b', '[', 'x:99999'])('to the host %j is refused', async (host) => {
    const response = await app.app.inject({ url: '/livez', headers: { host } });
    expect(response.json()).toMatchObject({ status: 400, code: 'bad_request' });
  });

  it.each([
    ['evil.example:4802', 400],
    ['127.0.0.1.evil.example', 400],
    ['studio.localhost:4802', 200],
    ['127.0.0.1:4802', 200],
    ['[::1]:4802', 200],
  ])('where only this machine can connect, to the host %s: %i', async (host, status) => {
    // As a page sends it that has let its own name lead to this machine.
    const headers = { host, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' };
    for (const route of [accountRoutes.sessionOptions, accountRoutes.signUp]) {
      const payload = route.method === 'POST' ? newAccount(host) : undefined;
      const response = await app.app.inject({ ...route, headers, ...(payload && { payload }) });
      expect(response.statusCode).toBe(status);
    }
  });

  it('with a million wrong fields is refused in a moment, and names some of them', async () => {
    const title = Object.fromEntries(Array.from({ length: 1_000_000 }, (_, key) => [key, 0]));
    const response = await author.ask(storyRoutes.create, {
      body: { document: { ...storyWith(), title, [`${'x'.repeat(10)}`]: 1 } },
    });
    expect(response.json()).toMatchObject({ status: 400, code: 'validation_failed' });
    expect(response.json().errors.length).toBeLessThanOrEqual(100);
    expect(response.body.length).toBeLessThan(50_000);
  });
});

describe('an export request', () => {
  it.each([
    ['a field that nobody knows', { everything: true }, 400, 'validation_failed'],
    ['a version that is not there', { version: 9 }, 422, 'version_not_found'],
    [
      'a language that the story has not',
      { languages: ['en', 'fr'] },
      422,
      'language_not_in_story',
    ],
    ['no language', { languages: [] }, 400, 'validation_failed'],
    ['a version that no database counts to', { version: 3e9 }, 400, 'validation_failed'],
    ['more than it can need', { languages: ['x'.repeat(70_000)] }, 413, 'body_too_large'],
  ])('with %s is refused, and makes no job', async (_, body, status, code) => {
    const before = await countJobs();
    const response = await author.ask(storyExportRoutes.create, { parameters, body });
    expect(response.json()).toMatchObject({ status, code });
    expect(await countJobs()).toBe(before);
  });

  it('of a story that was never published says what to do', async () => {
    const { id } = await author.createStory();
    const response = await author.ask(storyExportRoutes.create, {
      parameters: { ...parameters, storyId: id },
    });
    expect(response.json()).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      detail: 'This story has not been published yet. Publish it first, or export the draft.',
      instance: `/api/en/stories/${id}/export`,
      code: 'no_published_version',
      retryable: false,
    });
  });
});

describe('a request that another site made a browser send', () => {
  it.each(['cross-site', 'same-site'])('changes nothing: %s', async (site) => {
    const headers = { 'sec-fetch-site': site };
    const create = await author.ask(storyRoutes.create, {
      body: { document: storyWith() },
      headers,
    });
    expect(create.json()).toMatchObject({ status: 403, code: 'cross_site_request' });
    expect((await author.ask(storyRoutes.get, { parameters, headers })).statusCode).toBe(200);
  });

  it('changes nothing either where the browser tells only its origin', async () => {
    const create = (origin: string) =>
      author.ask(storyRoutes.create, {
        body: { document: storyWith() },
        headers: { host: 'localhost:3000', origin },
      });
    expect((await create('http://localhost:8080')).statusCode).toBe(403);
    expect((await create('null')).statusCode).toBe(403);
    expect((await create('http://localhost:3000')).statusCode).toBe(201);
  });
});

async function countJobs(): Promise<number> {
  return (await app.adapters.database.db.selectFrom('jobs').select('id').execute()).length;
}

function newAccount(host: string) {
  const email = `${host.replace(/\W/g, '-')}@example.org`;
  return { email, password: 'a long enough secret', name: 'New' };
}
