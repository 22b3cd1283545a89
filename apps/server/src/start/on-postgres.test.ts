import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueJobs } from '../../test/job-fixture.ts';
import { startPostgres } from '../../test/postgres-server.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { Trx } from '../infrastructure/database/database.ts';
import { claimJob } from '../jobs/claim.ts';
import { moveJob } from '../jobs/move-job.ts';

const server = await startPostgres();

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
    await server?.stop();
  });

  it('runs an export from the request to the package', async () => {
    const author = await app.author();
    const story = await author.createStory();
    const { jobId } = await author.exportDraft(story.id);
    await app.drainJobs();
    expect(await app.job(jobId)).toMatchObject({ status: 'Completed', dequeue_count: 1 });
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
        const job = await claimJob(engine, { kind: pattern.kind, workerId });
        if (!job) return;
        claimed.push(job.id);
        // As many run at once as there are claimers. A move is one statement, a transaction of its own.
        await moveJob(db as Trx, { event: 'complete', jobId: job.id, epoch: job.epoch });
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

/** A quarter of it in CI, whose time is short. */
const jobs = process.env.CI ? 2_500 : 10_000;
const batch = 500;
const claimers = 8;
/** Longer than the test: a job that is claimed again was given twice. */
const longLeaseMs = 600_000;
