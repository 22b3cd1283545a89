import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Azurite, startAzurite } from '../apps/server/test/azurite.ts';
import { startPostgres } from '../apps/server/test/postgres-server.ts';
import { signIn } from './author.ts';
import { type DemoServer, startDemoServer } from './demo/demo-server.ts';
import { endProcess } from './demo/end-process.ts';
import { exportStory } from './demo/journey.ts';

const lamp = join(import.meta.dirname, '../samples/the-lamp-in-the-fog');
const postgres = await startPostgres();

describe.skipIf(!postgres)('an api and workers in processes of their own', () => {
  let folder: string;
  let azurite: Azurite;
  let database: { url: string; drop(): Promise<void> };
  let api: DemoServer;
  const started: DemoServer[] = [];
  beforeAll(async () => {
    if (!postgres) return;
    folder = await mkdtemp(join(tmpdir(), 'taleport-roles-'));
    [azurite, database] = await Promise.all([startAzurite(), postgres.createDatabase()]);
    // All at once: one of them makes the tables, and the others wait for it.
    [api] = await Promise.all([start('api'), start('worker'), start('worker')]);
  });
  afterAll(async () => {
    await Promise.all(started.map((each) => each.stop()));
    await Promise.all([database?.drop(), azurite?.stop()]);
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function start(role: 'api' | 'worker'): Promise<DemoServer> {
    const environment = {
      DATABASE_URL: database.url,
      AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString,
      SECRET: secret,
      METRICS_PORT: '0',
    };
    const server = await startDemoServer(join(folder, 'data'), environment, role);
    started.push(server);
    return server;
  }

  it('publish and export a story', { timeout: 60_000 }, async () => {
    const said: string[] = [];
    const out = join(folder, 'package.zip');
    const say = (line: string) => said.push(line);
    await exportStory({ url: api.url, story: lamp, draft: false, out, say });
    expect(said.at(-1)).toMatch(/^Downloaded and verified: \d+ entries/);
    const [created, ...completed] = await Promise.all([
      readMetric(api, 'taleport_jobs_created_total{kind="story-export"}'),
      ...started.map((each) =>
        readMetric(each, 'taleport_jobs_ended_total{kind="story-export",status="Completed"}'),
      ),
    ]);
    expect(created).toBe(1);
    expect(completed.reduce((sum, each) => sum + each)).toBe(1);
  });

  it('can go one after the other: what is asked meanwhile is done', {
    timeout: 60_000,
  }, async () => {
    const client = await signIn(api.url);
    const [story] = await client.listStories();
    for (const worker of started.filter((each) => each !== api)) {
      expect(await endProcess(worker.process, 'SIGTERM')).toEqual([0, null]);
    }
    const waiting = await client.exportDraft(story?.id ?? '');
    expect((await client.exportStatus(waiting)).status).toBe('Queued');
    const worker = await start('worker');
    await expect
      .poll(async () => (await client.exportStatus(waiting)).status, { timeout: 20_000 })
      .toBe('Completed');
    const health = await fetch(new URL('/readyz', worker.url));
    expect([health.status, await health.json()]).toEqual([
      200,
      { status: 'ok', checks: ['process', 'database', 'queue', 'blobs'] },
    ]);
    expect((await fetch(new URL('/api/stories', worker.url))).status).toBe(404);
  });

  it('say what they have to share', { timeout: 60_000 }, async () => {
    const alone = startDemoServer(join(folder, 'data'), { SECRET: secret }, 'worker');
    await expect(alone).rejects.toThrow(
      /needs DATABASE_URL and AZURE_STORAGE_ACCOUNT .*"taleport serve"/,
    );
  });
});

/** The number of a metric on the page of a process, or 0 where it is not there yet. */
async function readMetric(server: DemoServer, series: string): Promise<number> {
  const [, address = ''] = /^Its metrics are at (\S+)$/m.exec(server.said().join('\n')) ?? [];
  const lines = (await (await fetch(address)).text()).split('\n');
  const line = lines.find((each) => each.startsWith(`${series} `)) ?? '';
  return Number(line.slice(series.length));
}

const secret = randomBytes(32).toString('hex');
