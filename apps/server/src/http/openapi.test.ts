import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../test/test-app.ts';

let app: TestApp;
let document: {
  openapi: string;
  paths: Record<string, Record<string, { summary?: string; tags?: string[]; responses: object }>>;
};

beforeAll(async () => {
  app = await startTestApp();
  document = (await app.app.inject('/api/openapi.json')).json();
});
afterAll(() => app.close());

const {
  signUp,
  signIn,
  signOut,
  setPassword,
  organisationCallback,
  organisationSignIn,
  ...accounts
} = accountRoutes;
const routes = [
  storyRoutes,
  mediaRoutes,
  storyExportRoutes,
  storyPublishRoutes,
  storyForkRoutes,
  catalogueRoutes,
  uploadRoutes,
  { list: jobRoutes.list },
  accounts,
].flatMap((group) => Object.values(group));

describe('the description of the API', () => {
  it.each(routes)('has $method $url', ({ method, url, summary }) => {
    const path = url.replace(/:(\w+)/g, '{$1}');
    const operation = document.paths[path]?.[method.toLowerCase()];
    expect(operation).toMatchObject({ summary, tags: [expect.any(String)] });
    expect(operation?.responses).toHaveProperty('default.content.application/problem+json');
  });

  it('tells which routes nobody has to sign in for', () => {
    const { session, sessionOptions, demoSignIn, me } = accountRoutes;
    const open = [...Object.values(catalogueRoutes), session, sessionOptions, demoSignIn];
    for (const { method, url } of open) {
      const path = url.replace(/:(\w+)/g, '{$1}');
      expect(document.paths[path]?.[method.toLowerCase()], path).toMatchObject({ security: [] });
    }
    expect(document.paths[me.url]?.get).not.toHaveProperty('security');
  });

  it('is OpenAPI 3.1, and names no route twice', () => {
    expect(document.openapi).toBe('3.1.0');
    const addresses = routes.map(({ method, url }) => `${method} ${url}`);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it('has a page that asks no other host for anything', async () => {
    const page = await app.app.inject('/api/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'self'");
    const links = [...page.body.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.length).toBeGreaterThan(3);
    expect(links.filter((link) => /^(https?:)?\/\//.test(link ?? ''))).toEqual([]);
  });
});
