import { aborted } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { endLease, engineWith, eventNames, queueJob, removeJobs } from '../../test/job-fixture.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { cancelJob } from './cancel-job.ts';
import { claimJobs } from './claim.ts';
import type { JobEngine } from './engine.ts';
import { finalError, transientError } from './job-error.ts';
import type { JobKind } from './job-kind.ts';
import { retryJob } from './retry-job.ts';
import { runAttempt } from './run-attempt.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => removeJobs(app));
afterAll(() => app.close());

type TestEngine = ReturnType<typeof engineWith>;
const done = { result: { answer: 42 }, warnings: [] };
const claim = async (engine: JobEngine) =>
  (await Array.fromAsync(claimJobs(engine, { kind: 'test-kind', workerId: 'worker', max: 1 })))[0];

/** An engine that notes which jobs were discarded. */
function engineThat(kind: Partial<JobKind> = {}) {
  const discarded: string[] = [];
  const engine = engineWith(app, {
    run: async () => done,
    discard: async (job) => {
      discarded.push(job.id);
    },
    ...kind,
  });
  return { engine, discarded };
}

async function runClaimed(engine: TestEngine): Promise<void> {
  const job = await claim(engine);
  if (!job) throw new Error('No job is due');
  const shutdown = new AbortController().signal;
  await runAttempt(engine, { job, kind: engine.kind, shutdown });
}

describe('canceling', () => {
  it('ends a Queued job, and removes what an earlier attempt has left', async () => {
    const { engine, discarded } = engineThat();
    const { id } = await queueJob(app);
    expect(await cancelJob(engine, id)).toMatchObject({ status: 'Canceled' });
    expect(await app.job(id)).toMatchObject({
      status: 'Canceled',
      completed_at_utc: expect.any(Date),
      discarded_at: expect.any(Date),
    });
    expect(discarded).toEqual([id]);
    expect(await eventNames(app, id)).toEqual(['queue', 'cancel']);
    expect(await claim(engine)).toBeUndefined();
  });

  it('stops a Running job within two seconds, and removes what it staged', async () => {
    const { engine, discarded } = engineThat({
      run: async ({ signal, job }) => {
        await cancelJob(engine, job.id);
        await aborted(signal, signal);
        throw signal.reason;
      },
    });
    const { id } = await queueJob(app);
    const before = performance.now();
    await runClaimed(engine);
    expect(performance.now() - before).toBeLessThan(2_000);
    expect(discarded).toEqual([id]);
    expect(await app.job(id)).toMatchObject({
      status: 'Canceled',
      worker_id: null,
      discarded_at: expect.any(Date),
    });
    expect(await eventNames(app, id)).toEqual(['queue', 'claim', 'cancelRequest', 'cancel']);
  });

  it.each(['Queued', 'Completed'] as const)(
    'is not written by a worker that froze until the job was tried again and %s, nor is anything removed',
    async (status) => {
      const frozen = Promise.withResolvers<void>();
      const thaw = Promise.withResolvers<void>();
      const { engine, discarded } = engineThat({
        run: async ({ signal, job }) => {
          if (job.dequeue_count > 1) return done;
          await cancelJob(engine, job.id);
          await aborted(signal, signal);
          frozen.resolve();
          await thaw.promise;
          throw signal.reason;
        },
      });
      const { id } = await queueJob(app);
      const settings = { ...engine.settings, cancelLookMs: 5 };
      const zombie = runClaimed({ ...engine, settings });
      await frozen.promise;
      await endLease(app, id);
      expect(await claim(engine)).toBeUndefined();
      expect((await app.job(id)).status).toBe('Canceled');
      await retryJob(engine, id);
      if (status === 'Completed') await runClaimed(engine);
      thaw.resolve();
      await zombie;
      expect((await app.job(id)).status).toBe(status);
      expect(discarded).toEqual([]);
    },
  );

  it.each<[string, () => Promise<typeof done>]>([
    ['is done', async () => done],
    ['fails', () => Promise.reject(finalError('no_good', 'Mend it.'))],
    ['fails for the moment', () => Promise.reject(transientError('away', 'It is away.'))],
  ])('holds for a Running job that %s at the same moment', async (_, end) => {
    let applied = false;
    const { engine, discarded } = engineThat({
      run: async ({ job }) => {
        await cancelJob(engine, job.id);
        const outcome = await end();
        const apply = async () => {
          applied = true;
          return {};
        };
        return { ...outcome, apply };
      },
    });
    const { id } = await queueJob(app);
    await runClaimed(engine);
    expect(await app.job(id)).toMatchObject({ status: 'Canceled', result: null, attempts: 0 });
    expect(applied).toBe(false);
    expect(discarded).toEqual([id]);
  });

  it('ends a Running job whose worker is dead at the next look', async () => {
    const { engine } = engineThat();
    const { id } = await queueJob(app);
    await claim(engine);
    await cancelJob(engine, id);
    await endLease(app, id);
    expect(await claim(engine)).toBeUndefined();
    expect((await app.job(id)).status).toBe('Canceled');
  });

  it('removes the result of a Completed job, unless it has none that could go', async () => {
    const { engine, discarded } = engineThat({ keepResultMs: 60_000 });
    const { id } = await queueJob(app);
    await runClaimed(engine);
    expect(await cancelJob(engine, id)).toMatchObject({ status: 'Expired' });
    expect(discarded).toEqual([id]);
    expect((await app.job(id)).discarded_at).toBeInstanceOf(Date);

    const { engine: lasting } = engineThat();
    const published = await queueJob(app);
    await runClaimed(lasting);
    expect(await cancelJob(lasting, published.id)).toMatchObject({ status: 'Completed' });
  });

  it('is written although the files cannot be removed now; the sweeper has another try', async () => {
    const { engine } = engineThat({ discard: () => Promise.reject(new Error('the disk is away')) });
    const { id } = await queueJob(app);
    expect(await cancelJob(engine, id)).toMatchObject({ status: 'Canceled' });
    expect((await app.job(id)).discarded_at).toBeNull();
  });

  it('of what is not there, or has ended, changes nothing', async () => {
    const { engine } = engineThat();
    expect(await cancelJob(engine, crypto.randomUUID())).toBeUndefined();
    const { id } = await queueJob(app);
    await cancelJob(engine, id);
    const { revision } = await app.job(id);
    expect(await cancelJob(engine, id)).toMatchObject({ status: 'Canceled', revision });
  });
});

describe('trying again', () => {
  it('puts the same job back, its attempts from none and its epoch one higher', async () => {
    const { engine } = engineThat({
      run: async ({ job }) => {
        if (job.dequeue_count === 1) throw finalError('no_good', 'Mend it first.');
        return done;
      },
    });
    const { id } = await queueJob(app);
    await runClaimed(engine);
    expect((await app.job(id)).status).toBe('Failed');
    expect(await retryJob(engine, id)).toMatchObject({
      id,
      status: 'Queued',
      attempts: 0,
      epoch: 2,
      error_code: null,
      completed_at_utc: null,
      rung_at: null,
    });
    await runClaimed(engine);
    expect(await app.job(id)).toMatchObject({ status: 'Completed', epoch: 3, dequeue_count: 2 });
  });

  it('is possible after a cancel and after the expiry, also of what is being removed', async () => {
    const { engine } = engineThat({ keepResultMs: 60_000 });
    const { id } = await queueJob(app);
    await cancelJob(engine, id);
    await retryJob(engine, id);
    await runClaimed(engine);
    await cancelJob(engine, id);
    expect((await app.job(id)).status).toBe('Expired');
    expect(await retryJob(engine, id)).toMatchObject({ discarded_at: null, expires_at: null });
    await runClaimed(engine);
    expect((await app.job(id)).status).toBe('Completed');
  });

  it('is refused for a job that has not ended, and for one that is being made again', async () => {
    const { engine } = engineThat();
    const { id } = await queueJob(app);
    await expect(retryJob(engine, id)).rejects.toMatchObject({ reason: 'not-ended' });
    await cancelJob(engine, id);
    const again = await queueJob(app);
    const { db } = app.adapters.database;
    await db.updateTable('jobs').set({ reuse_key: 'the same' }).execute();
    await expect(retryJob(engine, id)).rejects.toMatchObject({ reason: 'same-is-active' });
    await cancelJob(engine, again.id);
    expect(await retryJob(engine, id)).toMatchObject({ status: 'Queued' });
  });
});
