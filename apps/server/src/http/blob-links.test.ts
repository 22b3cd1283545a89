import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { TestClient } from '../../test/test-client.ts';

let app: TestApp;
let author: TestClient;
let job: ExportStatusDocument;
let other: ExportStatusDocument;
let link: URL;

beforeAll(async () => {
  app = await startTestApp();
  author = await app.author();
  const { story } = await author.publishedStory();
  const [first, second] = [await author.exportStory(story.id), await author.exportDraft(story.id)];
  await app.drainJobs();
  [job, other] = [await author.status(first), await author.status(second)];
  link = await linkOf(job);
});
afterEach(() => vi.useRealTimers());
afterAll(() => app.close());

describe('a signed link', () => {
  it('opens the file, and nobody keeps it', async () => {
    const response = await follow(link);
    expect(response.statusCode).toBe(200);
    expect(response.rawPayload.length).toBe(job.zipSizeBytes);
    expect(response.headers).toMatchObject({
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename=${job.zipFileName}`,
      'cache-control': 'private, no-store',
      'referrer-policy': 'no-referrer',
      'accept-ranges': 'bytes',
    });
  });

  it('is another one for each click, and the download address stays', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
    expect((await linkOf(job)).href).not.toBe(link.href);
    expect((await author.status(job)).zipDownloadUrl).toBe(job.zipDownloadUrl);
  });

  it('lets a download be resumed while the file is the same', async () => {
    const { headers, rawPayload } = await follow(link);
    const etag = String(headers.etag);
    expect(etag).toMatch(/^"[^"]+"$/);
    const rest = await follow(link, { range: 'bytes=100-', 'if-range': etag });
    expect(rest.statusCode).toBe(206);
    expect(rest.rawPayload).toEqual(rawPayload.subarray(100));
    const changed = await follow(link, { range: 'bytes=100-', 'if-range': '"other"' });
    expect(changed.statusCode).toBe(200);
  });

  it('answers HEAD without the file', async () => {
    const response = await app.app.inject({ method: 'HEAD', url: pathOf(link) });
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-length']).toBe(String(job.zipSizeBytes));
    expect(response.rawPayload.length).toBe(0);
  });

  it('ends after an hour', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 59 * 60_000 });
    expect((await follow(link)).statusCode).toBe(200);
    vi.setSystemTime(Date.now() + 61 * 60_000);
    await expectRefused(link);
  });

  it.each(['name', 'type', 'ends', 'signature'])(
    'does not open when its %s was changed',
    async (part) => {
      const changed = new URL(link);
      const value = changed.searchParams.get(part) ?? '';
      changed.searchParams.set(part, part === 'ends' ? String(Number(value) + 1) : `${value}x`);
      await expectRefused(changed);
      changed.searchParams.delete(part);
      await expectRefused(changed);
    },
  );

  it('does not open another file, a folder above, or what is not finished', async () => {
    const otherPath = (await linkOf(other)).pathname;
    const paths = [
      otherPath,
      link.pathname.replace(/\.zip$/, ''),
      `${link.pathname}/../../../../secret`,
      `/blobs/..%2f..%2fsecret`,
      '/blobs/staging/anything.partial',
    ];
    for (const path of paths) {
      const response = await app.app.inject({ url: `${path}${link.search}` });
      expect([403, 404]).toContain(response.statusCode);
      expect(response.headers['content-type']).toBe('application/problem+json');
    }
  });

  it('is not given to somebody else', async () => {
    const stranger = await app.author('stranger');
    const { storyId, jobId } = job;
    const response = await stranger.ask(storyExportRoutes.download, {
      parameters: { storyId, jobId },
    });
    expect(response.statusCode).toBe(404);
  });

  it('to a package that is gone is not made', async () => {
    const { rows } = { rows: await app.job(other.jobId) };
    await app.adapters.blobs.delete((rows.result as { zipBlobPath: string }).zipBlobPath);
    const { storyId, jobId } = other;
    const response = await author.ask(storyExportRoutes.download, {
      parameters: { storyId, jobId },
    });
    expect(response.json()).toMatchObject({ status: 410, code: 'package_gone' });
  });
});

async function linkOf({ storyId, jobId }: ExportStatusDocument): Promise<URL> {
  const response = await author.ask(storyExportRoutes.download, { parameters: { storyId, jobId } });
  expect(response.statusCode).toBe(303);
  expect(response.headers['cache-control']).toBe('no-store');
  return new URL(String(response.headers.location), 'http://localhost');
}

function follow(url: URL, headers: Record<string, string> = {}) {
  return app.app.inject({ url: pathOf(url), headers });
}

async function expectRefused(url: URL): Promise<void> {
  expect((await follow(url)).json()).toMatchObject({ status: 403, code: 'link_not_valid' });
}

function pathOf({ pathname, search }: URL): string {
  return pathname + search;
}
