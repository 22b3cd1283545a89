import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueJobs } from '../../test/job-fixture.ts';
import { startPostgres } from '../../test/postgres-server.ts';
import { startTcpProxy } from '../../test/tcp-proxy.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { TestClient } from '../../test/test-client.ts';
import type { Db, Trx } from '../infrastructure/database/database.ts';
import { claimJobs } from '../jobs/claim.ts';
import { moveJob } from '../jobs/move-job.ts';
import { readSettings } from './config.ts';

const server = await startPostgres();
afterAll(() => server?.stop());

describe.skipIf(!server)('Taleport on PostgreSQL', () => {
  let app: TestApp;
  let drop: () => Promise<void>;
  beforeAll(async () => {
    if (!server) return;
    const database = await server.createDatabase();
    drop = database.drop;
    app = await startTestApp({ environment: { DATABASE_URL: database.url } });
  });
  afterAll(async () => {
    await app?.close();
    await drop?.();
  });

  it('runs an export from the request to the package', async () => {
    const author = await app.author();
    const story = await author.createStory();
    const { jobId } = await author.exportDraft(story.id);
    await app.drainJobs();
    expect(await app.job(jobId)).toMatchObject({ status: 'Completed', dequeue_count: 1 });
  });

  it('needs a connection beside the one of who announces jobs', () => {
    expect(() => readSettings({ DATABASE_CONNECTIONS: '1' })).toThrow('DATABASE_CONNECTIONS: ');
    expect(readSettings({ DATABASE_CONNECTIONS: '2' }).databaseConnections).toBe(2);
  });

  it('lets one process at a time have the data folder', async () => {
    const second = startTestApp({
      dataDir: app.dataDir,
      environment: { DATABASE_URL: 'postgresql://127.0.0.1:1/never-asked' },
    });
    await expect(second).rejects.toThrow('in use by another Taleport process');
  });

  it('gives each of thousands of jobs to one of 8 claimers', { timeout: 300_000 }, async () => {
    const { db } = app.adapters.database;
    const [pattern] = await queueJobs(app, 'many', 1);
    if (!pattern) throw new Error('No job was made');
    const { progress: _, ...columns } = pattern;
    for (let made = 1; made < jobs; made += batch) {
      const rows = Array.from({ length: Math.min(batch, jobs - made) }, () => ({
        ...columns,
        id: crypto.randomUUID(),
        input: JSON.stringify({}),
      }));
      await db.insertInto('jobs').values(rows).execute();
    }
    const claimed: string[] = [];
    const engine = { ...app.engine, settings: { ...app.engine.settings, leaseMs: longLeaseMs } };
    const claimAll = async (workerId: string) => {
      for (;;) {
        const taking = { kind: pattern.kind, workerId, max: atOnce };
        const taken = await Array.fromAsync(claimJobs(engine, taking));
        if (taken.length === 0) return;
        for (const job of taken) {
          claimed.push(job.id);
          // A move is one statement, a transaction of its own.
          await moveJob(db as Trx, { event: 'complete', jobId: job.id, epoch: job.epoch });
        }
      }
    };
    const names = Array.from({ length: claimers }, (_, index) => `claimer-${index}`);
    await Promise.all(names.map(claimAll));
    // One that met only rows that others had locked may have left early; nobody is left at the end.
    await claimAll('last');
    expect(claimed).toHaveLength(jobs);
    expect(new Set(claimed).size).toBe(jobs);
  });
});

describe.skipIf(!server).each(['hangs', 'is away'])('while PostgreSQL %s', (how) => {
  it('a process is not ready, and stops within its time', { timeout: 60_000 }, async () => {
    if (!server) return;
    const { url, drop } = await server.createDatabase();
    const real = new URL(url);
    const proxy = await startTcpProxy(real.hostname, Number(real.port));
    const proxied = new URL(url);
    proxied.host = `127.0.0.1:${proxy.port}`;
    const composing = Promise.withResolvers<void>();
    const logLines: string[] = [];
    const app = await startTestApp({
      environment: { DATABASE_URL: proxied.href },
      limits: { checkMs: 300, stopJobsMs: 500 },
      logLines,
      wrap: ({ blobs, ...adapters }) => ({
        ...adapters,
        blobs: { ...blobs, compose: ({ signal }) => stalled(signal, composing.resolve) },
      }),
    });
    await app.startJobs();
    const author = await app.author();
    await author.exportDraft((await author.createStory()).id);
    await composing.promise;

    if (how === 'hangs') proxy.hang();
    else await proxy.goAway();
    const ready = await app.app.inject('/readyz');
    expect(ready.json()).toMatchObject({ status: 503, code: 'unavailable' });
    const reason =
      how === 'hangs' ? 'The check of the \\w+ did not answer' : 'ECONNREFUSED|terminated';
    expect(logLines.join('')).toMatch(new RegExp(reason));
    if (how === 'is away') await expectUnavailable(app, author);
    const stoppedFrom = performance.now();
    await app.close();
    expect(performance.now() - stoppedFrom).toBeLessThan(patienceMs);
    await proxy.stop();
    await drop();
  });
});

/** Whoever asks is told to come again: nobody is signed out, and nobody is sent to an administrator. */
async function expectUnavailable({ app }: TestApp, { token }: TestClient): Promise<void> {
  const email = 'nobody@example.org';
  const answers = await Promise.all([
    app.inject(catalogueRoutes.list.url),
    app.inject({ ...storyRoutes.list, headers: { authorization: `Bearer ${token}` } }),
    // With a cookie it is somebody who was not here a moment ago.
    app.inject({
      ...accountRoutes.me,
      headers: { authorization: `Bearer ${token}`, cookie: 'a=b' },
    }),
    app.inject({ ...accountRoutes.signIn, payload: { email, password: 'a wrong password' } }),
    app.inject({ ...accountRoutes.signUp, payload: { email, password: 'long enough', name: 'N' } }),
  ]);
  const answer = { status: 503, code: 'unavailable', retryable: true };
  expect(answers.map((each) => each.json())).toEqual(
    answers.map(() => expect.objectContaining(answer)),
  );
  expect(answers.map(({ headers }) => headers['retry-after'])).not.toContain(undefined);
}

/** As a package that takes long: it is placed until its attempt has to stop. */
function stalled(signal: AbortSignal, begun: () => void): Promise<never> {
  begun();
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
  });
}

describe.skipIf(!server)('two servers on one database', () => {
  const servers: TestApp[] = [];
  let drop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    const database = await server?.createDatabase();
    drop = database?.drop;
    const environment = {
      NODE_ENV: 'production',
      PUBLIC_URL: 'https://taleport.example',
      SECRET: 's'.repeat(32),
      SIGN_UP: 'open',
      MAX_ACTIVE_JOBS: '1',
      DATABASE_URL: database?.url ?? '',
    };
    servers.push(await startTestApp({ environment }), await startTestApp({ environment }));
  });
  afterAll(async () => {
    await Promise.all(servers.map((each) => each.close()));
    await drop?.();
  });

  it('count the attempts to sign in together, also those of one moment', async () => {
    const attempt = ({ app }: TestApp) =>
      app.inject({
        ...accountRoutes.signIn,
        payload: { email: 'nobody@example.org', password: 'a wrong password' },
      });
    const answers = await Promise.all([...servers, ...servers, ...servers].map(attempt));
    const statuses = answers.map(({ statusCode }) => statusCode).sort();
    expect(statuses).toEqual([401, 401, 401, 429, 429, 429]);
    // In memory, servers in one process would count together as well.
    const { rows } =
      await sql`select count from "rateLimit" where key like '%sign-in/email'`.execute(
        servers[1]?.adapters.database.db as Db,
      );
    expect(rows).toEqual([{ count: 3 }]);
    const refused = answers.find(({ statusCode }) => statusCode === 429);
    expect(refused?.json()).toMatchObject({ code: 'too_many_requests', retryable: true });
    expect(Number(refused?.headers['retry-after'])).toBeGreaterThan(0);
  });

  it('count the active jobs of a user together', async () => {
    const [first, second] = servers;
    const author = await first?.author();
    const story = await author?.createStory();
    await author?.exportDraft(story?.id ?? '');
    const answer = await second?.app.inject({
      method: 'POST',
      url: storyPublishRoutes.create.url
        .replace(':locale', 'en')
        .replace(':storyId', story?.id ?? ''),
      headers: { authorization: `Bearer ${author?.token}` },
    });
    expect(answer?.json()).toMatchObject({ status: 429, code: 'too_many_jobs' });
  });
});

/** Of start/shutdown.ts. */
const patienceMs = 10_000;
/** A quarter of it in CI, whose time is short. */
const jobs = process.env.CI ? 2_500 : 10_000;
const batch = 500;
const claimers = 8;
const atOnce = 3;
/** Longer than the test: a job that is claimed again was given twice. */
const longLeaseMs = 600_000;
