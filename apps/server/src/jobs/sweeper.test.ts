import type { UpdateObject } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { engineWith, eventNames, queueJob, queueJobs, removeJobs } from '../../test/job-fixture.ts';
import { takeJob } from '../../test/take-job.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { Tables } from '../infrastructure/database/tables.ts';
import { cancelJob } from './cancel-job.ts';
import type { JobKind } from './job-kind.ts';
import { poisonQueue, redrive } from './poison-queue.ts';
import { ringDueJobs } from './relay.ts';
import { runAttempt } from './run-attempt.ts';
import { startSweeper, sweepAll } from './sweeper.ts';

let app: TestApp;
let discarded: string[] = [];
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(async () => {
  discarded = [];
  await removeJobs(app);
});
afterAll(() => app.close());

const dayMs = 86_400_000;
const ago = (ms: number) => new Date(Date.now() - ms);

function engineThat(kind: Partial<JobKind> = {}) {
  return engineWith(app, {
    keepResultMs: 7 * dayMs,
    run: async () => ({ result: {}, warnings: [] }),
    discard: async (job) => {
      discarded.push(job.id);
    },
    ...kind,
  });
}

/** A job after one attempt. */
async function ranJob(engine = engineThat()): Promise<string> {
  const { id } = await queueJob(app);
  const job = await takeJob(engine, engine.kind);
  if (!job) throw new Error('No job is due');
  await runAttempt(engine, { job, kind: engine.kind, shutdown: new AbortController().signal });
  return id;
}

type JobChange = UpdateObject<Tables, 'jobs'>;

async function change(jobId: string, changes: JobChange): Promise<void> {
  await app.adapters.database.db.updateTable('jobs').set(changes).where('id', '=', jobId).execute();
}

describe('the sweeper', () => {
  it('lets results expire, and removes them', async () => {
    const id = await ranJob();
    await sweepAll(engineThat());
    expect((await app.job(id)).status).toBe('Completed');
    await change(id, { expires_at: ago(1) });
    await sweepAll(engineThat());
    expect(await app.job(id)).toMatchObject({ status: 'Expired', discarded_at: expect.any(Date) });
    expect(discarded).toEqual([id]);
    expect((await eventNames(app, id)).at(-1)).toBe('expire');
  });

  it('waits with the file until the last link to it has ended', async () => {
    const id = await ranJob();
    await change(id, { expires_at: ago(1), links_end_at: ago(-60_000) });
    await sweepAll(engineThat());
    expect(await app.job(id)).toMatchObject({ status: 'Expired', discarded_at: null });
    await change(id, { links_end_at: ago(1) });
    await sweepAll(engineThat());
    expect(discarded).toEqual([id]);
  });

  it('keeps for a day what a failed job can go on from', async () => {
    const failing = engineThat({ run: () => Promise.reject(new Error('no')) });
    const { id } = await queueJob(app);
    for (const _ of [1, 2, 3]) {
      await app.makeDue(id);
      const job = await takeJob(failing, failing.kind);
      if (!job) throw new Error('No job is due');
      const shutdown = new AbortController().signal;
      await runAttempt(failing, { job, kind: failing.kind, shutdown });
    }
    await sweepAll(failing);
    expect(discarded).toEqual([]);
    await change(id, { completed_at_utc: ago(1.01 * dayMs) });
    await sweepAll(failing);
    expect(discarded).toEqual([id]);
  });

  it('tries again what could not be removed', async () => {
    const id = await ranJob();
    const failing = engineThat({ discard: () => Promise.reject(new Error('the disk is away')) });
    await cancelJob(failing, id);
    await expect(sweepAll(failing)).rejects.toThrow('0 went, but 1 could not be removed');
    expect((await app.job(id)).discarded_at).toBeNull();
    await sweepAll(engineThat());
    expect((await app.job(id)).discarded_at).toBeInstanceOf(Date);
  });

  it('is not held up by what cannot be removed, nor by what nobody knows how to', async () => {
    const { db } = app.adapters.database;
    const canceled = { status: 'Canceled', completed_at_utc: ago(dayMs) } as const;
    await queueJobs(app, 'author', 120);
    await db.updateTable('jobs').set(canceled).execute();
    const [{ id: foreign } = { id: '' }, { id: stuck } = { id: '' }] = await db
      .selectFrom('jobs')
      .select('id')
      .orderBy('id')
      .execute();
    await change(foreign, { kind: 'of-another-program' });
    const failing = engineThat({
      discard: async ({ id }) => {
        if (id === stuck) throw new Error('somebody holds a lease on the blob');
      },
    });
    await expect(sweepAll(failing)).rejects.toMatchObject({
      message: `118 went, but 1 could not be removed, first ${stuck}`,
      cause: { message: 'somebody holds a lease on the blob' },
    });
  });

  it.runIf(inject('database'))('forgets no job that is just being tried again', async () => {
    const id = await ranJob();
    await cancelJob(engineThat(), id);
    await change(id, { completed_at_utc: ago(91 * dayMs) });
    await app.adapters.database.db.transaction().execute(async (trx) => {
      await trx
        .updateTable('jobs')
        .set({ status: 'Queued', discarded_at: null, completed_at_utc: null })
        .where('id', '=', id)
        .execute();
      await sweepAll(engineThat());
    });
    expect((await app.job(id)).status).toBe('Queued');
  });

  it('fails what nobody took for a day, and says what to do', async () => {
    const { id } = await queueJob(app);
    await change(id, { not_before: ago(0.9 * dayMs) });
    await sweepAll(engineThat());
    expect((await app.job(id)).status).toBe('Queued');
    await change(id, { not_before: ago(1.01 * dayMs) });
    await sweepAll(engineThat());
    expect(await app.job(id)).toMatchObject({
      status: 'Failed',
      error_code: 'waited_too_long',
      error_message: expect.stringContaining('Try again'),
      error_retryable: true,
    });
  });

  it('forgets jobs after 90 days, but none that has a file or is active', async () => {
    const [gone, kept, active] = [await ranJob(), await ranJob(), await queueJob(app)];
    await cancelJob(engineThat(), gone);
    for (const id of [gone, kept, active.id])
      await change(id, { completed_at_utc: ago(91 * dayMs) });
    await sweepAll(engineThat());
    await expect(app.job(gone)).rejects.toThrow();
    expect((await app.job(kept)).status).toBe('Completed');
    expect((await app.job(active.id)).status).toBe('Queued');
  });

  it('never touches what a job that can still run needs', async () => {
    const { id } = await queueJob(app);
    await takeJob(engineThat(), engineThat().kind);
    await change(id, { completed_at_utc: ago(99 * dayMs), not_before: ago(99 * dayMs) });
    await sweepAll(engineThat());
    expect((await app.job(id)).status).toBe('Running');
    expect(discarded).toEqual([]);
  });

  it('runs a clean-up in one of several processes, and again when it is time', async () => {
    let runs = 0;
    const counted = { name: `counted ${crypto.randomUUID()}`, everyMs: 3_600_000 };
    const run = async () => {
      runs += 1;
      return 0;
    };
    const engine = { ...engineThat(), sweeps: [{ ...counted, run }] };
    const sweepers = [startSweeper(engine), startSweeper(engine), startSweeper(engine)];
    await vi.waitFor(() => expect(runs).toBe(1));
    for (const sweeper of sweepers) await sweeper.stop();
    expect(runs).toBe(1);
    const { db } = app.adapters.database;
    await db
      .updateTable('sweeps')
      .set({ ran_at: ago(3_600_000) })
      .execute();
    const next = startSweeper(engine);
    await vi.waitFor(() => expect(runs).toBe(2));
    await next.stop();
  });

  it('goes on with the next clean-up when one fails', async () => {
    let ran = false;
    const sweep = (name: string, run: () => Promise<number>) => ({
      name: `${name} ${crypto.randomUUID()}`,
      everyMs: 1,
      run,
    });
    const failing = sweep('failing', () => Promise.reject(new Error('no')));
    const working = sweep('working', async () => {
      ran = true;
      return 1;
    });
    const sweeper = startSweeper({ ...engineThat(), sweeps: [failing, working] });
    await vi.waitFor(() => expect(ran).toBe(true));
    await sweeper.stop();
  });
});

describe('redrive', () => {
  it('tries failed jobs again, and empties the poison queue', async () => {
    const engine = engineThat({ run: () => Promise.reject(new Error('no')) });
    const { queues } = app.adapters;
    const { id } = await queueJob(app);
    for (const _ of [1, 2, 3]) {
      await app.makeDue(id);
      const job = await takeJob(engine, engine.kind);
      if (!job) throw new Error('No job is due');
      await runAttempt(engine, { job, kind: engine.kind, shutdown: new AbortController().signal });
    }
    await ringDueJobs(engine);
    await queues.send(poisonQueue(engine.kind), 'what nobody can read');
    expect(await queues.count(poisonQueue(engine.kind))).toBe(2);
    expect(await redrive(engine, engine.kind)).toBe(1);
    expect(await queues.count(poisonQueue(engine.kind))).toBe(0);
    expect(await app.job(id)).toMatchObject({ status: 'Queued', attempts: 0 });
    expect(await redrive(engine, engine.kind)).toBe(0);
  });
});
