import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { picture, storyWith } from '../../test/factories.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { metricsServer } from '../http/metrics-server.ts';
import type { Queues } from '../infrastructure/queues.ts';
import { cancelJob } from '../jobs/cancel-job.ts';
import { retryJob } from '../jobs/retry-job.ts';
import { readSettings } from './config.ts';
import { explain } from './explain.ts';

const secret = randomBytes(32).toString('hex');
let app: TestApp;
let address: string;
/** Set, the queues give no answer. */
let silence: Promise<never> | undefined;
beforeAll(async () => {
  app = await startTestApp({
    environment: { METRICS_PORT: '0', SECRET: secret, PUBLIC_URL: 'https://secret-host.localhost' },
    limits: { checkMs: 300, stopJobsMs: 300 },
    wrap: (adapters) => ({ ...adapters, queues: withSilence(adapters.queues) }),
  });
  address = String(await app.metrics?.listen({ host: '127.0.0.1', port: 0 }));
});
afterAll(() => app.close());

function withSilence(queues: Queues): Queues {
  return { ...queues, count: (queue) => silence ?? queues.count(queue) };
}

async function readPage(): Promise<string> {
  const answer = await fetch(address);
  expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
  return answer.text();
}

/** The value of a line of the page, without the lines of which it is one. */
function numberOf(page: string, series: string): number {
  const line = page.split('\n').find((each) => each.startsWith(`${series} `));
  return Number(line?.slice(series.length));
}

it('tells of a whole journey in numbers, and of nobody in particular', async () => {
  const author = await app.author();
  const story = await author.createStory();
  const media = await author.upload(story.id, picture());
  await author.saveDraft(story.id, storyWith({ cover: { media: media.sha256 } }));
  await author.publish(story.id);
  const done = await author.exportStory(story.id);
  await app.drainJobs();
  const draft = await author.exportDraft(story.id, { include: { images: false } });
  await cancelJob(app.engine, draft.jobId);
  await retryJob(app.engine, draft.jobId);
  await app.app.inject({ url: '/api/nothing/of/the/kind?with=a-query' });
  const link = (await author.get(`${done.links.self}/download`)).headers.location;
  const page = await readPage();

  const kind = 'kind="story-export"';
  const run = `taleport_attempt_seconds_count{${kind},end="complete"}`;
  const requests = 'taleport_http_request_seconds_count';
  expect({
    published: numberOf(page, 'taleport_jobs_ended_total{kind="story-publish",status="Completed"}'),
    created: numberOf(page, `taleport_jobs_created_total{${kind}}`),
    completed: numberOf(page, `taleport_jobs_ended_total{${kind},status="Completed"}`),
    canceled: numberOf(page, `taleport_jobs_ended_total{${kind},status="Canceled"}`),
    retried: numberOf(page, `taleport_jobs_retried_total{${kind}}`),
    taken: numberOf(page, `taleport_job_wait_seconds_count{${kind}}`),
    attempts: numberOf(page, run),
    running: numberOf(page, `taleport_attempts_running{${kind}}`),
    written: numberOf(page, 'taleport_composed_bytes_total{source="written"}'),
    up: numberOf(page, 'taleport_queue_up{queue="story-export-full-export-queue-dev"}'),
    poison: numberOf(page, 'taleport_queue_poison_messages{queue="story-publish-queue-dev"}'),
    asked: numberOf(
      page,
      `${requests}{method="POST",route="/api/:locale/stories/:storyId/export",status="2xx"}`,
    ),
    lost: numberOf(page, `${requests}{method="GET",route="none",status="4xx"}`),
  }).toEqual({
    published: 1,
    created: 2,
    completed: 1,
    canceled: 1,
    retried: 1,
    taken: 1,
    attempts: 1,
    running: 0,
    written: Number((await author.get(done.links.self)).json().zipSizeBytes),
    up: 1,
    poison: 0,
    asked: 1,
    lost: 1,
  });
  for (const name of ['database_connections', 'queue_messages', 'job_wait_seconds_bucket']) {
    expect(page).toContain(`\ntaleport_${name}{`);
  }
  expect(page).toContain('\nnodejs_eventloop_lag_p99_seconds ');
  expect(page).toContain('\nprocess_resident_memory_bytes ');

  const known = [secret, author.token, author.id, author.email, story.id, story.slug, done.jobId];
  const paths = [media.sha256, app.dataDir, 'secret-host', 'a-query', 'of/the/kind', String(link)];
  for (const word of [...known, ...paths]) {
    expect(word.length).toBeGreaterThan(3);
    expect(page).not.toContain(word);
  }
  expect(page).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/);
});

it('has no old number of a queue that does not answer, and comes all the same', async () => {
  silence = new Promise(() => undefined);
  const page = await readPage();
  expect(numberOf(page, 'taleport_queue_up{queue="story-publish-queue-dev"}')).toBe(0);
  expect(page).not.toContain('taleport_queue_messages{');
  expect(page).toContain('taleport_jobs_created_total{');
  silence = undefined;
});

it('tells of those who left before they had their answer', async () => {
  const author = await app.author();
  const base = await app.app.listen({ host: '127.0.0.1', port: 0 });
  const leaving = new AbortController();
  await fetch(new URL('/api/jobs/events', base), {
    headers: { authorization: `Bearer ${author.token}` },
    signal: leaving.signal,
  });
  leaving.abort();
  const labels = 'method="GET",route="/api/jobs/events",status="aborted"';
  const left = `taleport_http_request_seconds_count{${labels}}`;
  await expect.poll(async () => numberOf(await readPage(), left)).toBe(1);
});

it('is nowhere else, and nothing else is there', async () => {
  const elsewhere = await fetch(new URL('/readyz', address));
  expect(elsewhere.status).toBe(404);
  expect((await fetch(address, { method: 'POST' })).status).toBe(405);
  expect((await app.app.inject({ url: '/metrics' })).statusCode).toBe(404);
});

it('is off by default, and never on the port of the server', () => {
  expect(readSettings({}).metrics).toBeUndefined();
  expect(readSettings({ METRICS_PORT: '9464' }).metrics).toEqual({
    host: '127.0.0.1',
    port: 9464,
  });
  expect(() => readSettings({ METRICS_PORT: '3000' })).toThrow('METRICS_PORT: cannot be PORT');
});

it('says which setting to change where its port is taken', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const port = Number((taken.address() as { port: number }).port);
  const page = metricsServer(async () => ({ mediaType: 'text/plain', text: '' }), app.engine.log);
  const said = await page.listen({ host: '127.0.0.1', port }).then(String, explain);
  expect(said).toMatch(/^The metrics cannot be at port \d+ of 127\.0\.0\.1: .*METRICS_PORT/);
  taken.close();
});

it('tells of the clean-up and of the work of a running process', async () => {
  await app.startJobs();
  const done = 'taleport_sweeps_total{sweep="jobs: expire results",result="done"}';
  await expect.poll(async () => numberOf(await readPage(), done)).toBe(1);
  const author = await app.author();
  const story = await author.createStory();
  await author.exportDraft(story.id);
  const waited = 'taleport_job_wait_seconds_count{kind="story-export"}';
  await expect.poll(async () => numberOf(await readPage(), waited)).toBeGreaterThan(1);
});
