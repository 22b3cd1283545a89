import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  completeJobs,
  endLease,
  engineWith,
  eventNames,
  queueJob,
  queueJobs,
  removeJobs,
} from '../../test/job-fixture.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { isUniqueViolation } from '../infrastructure/database/unique-violation.ts';
import { claimJobs } from './claim.ts';
import { createJob } from './create-job.ts';
import { endOldLeases } from './end-old-leases.ts';
import type { JobEngine } from './engine.ts';
import type { JobRow } from './job-row.ts';

let app: TestApp;
let engine: JobEngine;
beforeAll(async () => {
  app = await startTestApp();
  engine = engineWith(app, { run: async () => ({ result: {}, warnings: [] }) });
});
afterEach(() => removeJobs(app));
afterAll(() => app.close());

const claimUpTo = async (max: number, workerId = 'worker') =>
  Array.fromAsync(claimJobs(engine, { kind: 'test-kind', workerId, max }));
const claim = async (workerId?: string) => (await claimUpTo(1, workerId))[0];

it('a new job that was given the id of another one is refused', async () => {
  const { id, kind, owner_user_id: ownerUserId } = await queueJob(app);
  const requestedBy = { id: ownerUserId, email: 'author@example.org' };
  const job = { id, kind, ownerUserId, requestedBy, locale: 'en', input: {} };
  const made = app.adapters.database.db.transaction().execute((trx) => createJob(trx, job));
  await expect(made).rejects.toSatisfy(isUniqueViolation);
});

describe('a claim', () => {
  it('takes the oldest job, under a lease of 30 seconds', async () => {
    const [oldest] = await queueJobs(app, 'author', 2);
    const job = await claim();
    expect(job).toMatchObject({
      id: oldest?.id,
      status: 'Running',
      epoch: 1,
      dequeue_count: 1,
      attempts: 0,
      worker_id: 'worker',
      started_at_utc: expect.any(Date),
    });
    const leaseMs = Number(job?.lease_expires_at) - Number(job?.started_at_utc);
    expect(leaseMs).toBe(30_000);
  });

  it('finds nothing when nothing is due', async () => {
    expect(await claim()).toBeUndefined();
    const job = await queueJob(app);
    const inAnHour = new Date(Date.now() + 3_600_000);
    await change(job.id, { not_before: inAnHour });
    expect(await claim()).toBeUndefined();
  });

  it('leaves a job alone whose lease is running', async () => {
    await queueJob(app);
    await claim();
    expect(await claim('another')).toBeUndefined();
  });

  it('is fair: next is the user with the fewest running jobs', async () => {
    const many = await queueJobs(app, 'busy', 4);
    const [other] = await queueJobs(app, 'other', 2);
    const order = [await claim(), await claim(), await claim()].map((job) => job?.id);
    expect(order).toEqual([many[0]?.id, other?.id, many[1]?.id]);
  });

  it('lets the first job of a user be next, however many another one has queued', async () => {
    const many = await queueJobs(app, 'busy', 1_000);
    await claim();
    const [other] = await queueJobs(app, 'other');
    const next = [await claim(), await claim()].map((job) => job?.id);
    expect(next[0]).toBe(other?.id);
    expect(next[1]).toBe(many[1]?.id);
  });

  it('of several is as fair as several claims, and tells when no more are due', async () => {
    const many = await queueJobs(app, 'busy', 4);
    const others = await queueJobs(app, 'other', 2);
    const first = [many[0], many[1], others[0]];
    expect(idsOf(await claimUpTo(3))).toEqual(idsOf(first));
    // Now the other one has fewer running; and then nothing that is due.
    const rest = [many[2], many[3], others[1]];
    expect(idsOf(await claimUpTo(5))).toEqual(idsOf(rest));
    expect(await claimUpTo(1)).toEqual([]);
  });

  it('is planned once, and not again for each job', async () => {
    const { database } = app.adapters;
    await queueJobs(app, 'author', 400);
    await completeJobs(app);
    await sql`analyze jobs`.execute(database.db);
    await queueJobs(app, 'author', 20);
    const plans = await database.db.connection().execute(async (db) => {
      const one = { ...engine, database: { ...database, db } };
      for (let claims = 0; claims < 20; claims += 1) {
        await Array.fromAsync(claimJobs(one, { kind: 'test-kind', workerId: 'worker', max: 1 }));
      }
      return sql<{ custom_plans: number }>`
        select custom_plans::integer from pg_prepared_statements
        where statement like '%for update skip locked%' and statement like '%"moved"%'
        order by generic_plans + custom_plans desc
      `.execute(db);
    });
    // PostgreSQL plans the first five times for the parameters that it is given (PostgreSQL, PREPARE).
    expect(plans.rows[0]?.custom_plans).toBeLessThanOrEqual(5);
  });

  it('gives the same job to only one of many that ask at once', async () => {
    const jobs = await queueJobs(app, 'author', 3);
    const claimed = await Promise.all(Array.from({ length: 8 }, () => claim()));
    const ids = claimed.flatMap((job) => job?.id ?? []);
    expect(ids.toSorted()).toEqual(jobs.map((job) => job.id).toSorted());
  });
});

describe('a lease that ran out', () => {
  it('lets the job be claimed again, counted where nothing was placed', async () => {
    const { id } = await queueJob(app);
    await claim('first');
    await endLease(app, id);
    expect(await claim('second')).toMatchObject({ id, epoch: 2, dequeue_count: 2, attempts: 1 });
    expect(await eventNames(app, id)).toEqual(['queue', 'claim', 'reclaim']);
  });

  it('comes before jobs that wait, however many others its user has running', async () => {
    const [lost] = await queueJobs(app, 'busy', 3);
    await claimUpTo(3);
    const others = await queueJobs(app, 'other', 1);
    await endLease(app, lost?.id ?? '');
    expect(idsOf(await claimUpTo(2))).toEqual(idsOf([lost, ...others]));
  });

  it('does not count where the attempt had placed something new, ten times over', async () => {
    const { id } = await queueJob(app);
    await claim();
    for (let kill = 1; kill <= 10; kill += 1) {
      await change(id, { progress: progressOf(kill * 16) });
      await endLease(app, id);
      expect(await claim()).toMatchObject({ id, attempts: 0, placed_bytes_at_claim: kill * 16 });
    }
  });

  it('fails the job at the third time without progress', async () => {
    const { id } = await queueJob(app);
    for (const attempts of [0, 1, 2]) {
      expect(await claim()).toMatchObject({ id, attempts });
      await endLease(app, id);
    }
    expect(await claim()).toBeUndefined();
    expect(await app.job(id)).toMatchObject({
      status: 'Failed',
      attempts: 3,
      error_code: 'worker_lost',
      error_retryable: true,
      lease_expires_at: null,
      completed_at_utc: expect.any(Date),
    });
  });

  it('goes on to the next job after one that failed', async () => {
    const [lost, next] = await queueJobs(app, 'author', 2);
    await claim();
    await change(lost?.id ?? '', { attempts: 2 });
    await endLease(app, lost?.id ?? '');
    expect(idsOf(await claimUpTo(2))).toEqual([next?.id]);
  });

  it('ends the job where a cancel was asked for', async () => {
    const { id } = await queueJob(app);
    await claim();
    await change(id, { cancel_requested_at: new Date() });
    await endLease(app, id);
    expect(await claim()).toBeUndefined();
    expect((await app.job(id)).status).toBe('Canceled');
  });

  it('is what a process that is alone makes of all leases when it starts', async () => {
    const { id } = await queueJob(app);
    await claim();
    await endOldLeases(app.adapters.database.db);
    expect((await claim())?.id).toBe(id);
  });
});

/** Sorted, since ids of one millisecond are in no order: UUIDv7 without the counter of RFC 9562, section 6.2. */
function idsOf(jobs: readonly (JobRow | undefined)[]) {
  return jobs.map((job) => job?.id).toSorted();
}

async function change(jobId: string, changes: Record<string, unknown>): Promise<void> {
  const { db } = app.adapters.database;
  await db.updateTable('jobs').set(changes).where('id', '=', jobId).execute();
}

function progressOf(bytesDone: number): string {
  return JSON.stringify({ itemsDone: 0, itemsTotal: 1, bytesDone, bytesTotal: 1_000 });
}
