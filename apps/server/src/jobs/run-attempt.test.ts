import { setTimeout as wait } from 'node:timers/promises';
import { aborted } from 'node:util';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { endLease, engineWith, eventNames, queueJob, removeJobs } from '../../test/job-fixture.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { cancelJob } from './cancel-job.ts';
import { claimJobs } from './claim.ts';
import { completeJob, endBrokenAttempt } from './end-attempt.ts';
import type { JobEngine } from './engine.ts';
import { AttemptStopped, finalError, transientError } from './job-error.ts';
import type { JobKind } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import { holdLease } from './lease.ts';
import { ringDueJobs } from './relay.ts';
import { retryJob } from './retry-job.ts';
import { runAttempt } from './run-attempt.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => removeJobs(app));
afterAll(() => app.close());

type Run = JobKind['run'];
const done = { result: { answer: 42 }, warnings: [] };
const counts = { itemsDone: 1, itemsTotal: 4, bytesDone: 25, bytesTotal: 100 };

describe('an attempt', () => {
  it('writes Completed, and what belongs to it, together', async () => {
    const job = await attempt(async () => ({
      ...done,
      apply: async (trx) => {
        await trx.updateTable('stories').set({ slug: 'applied' }).execute();
        return { applied: true };
      },
    }));
    expect(job).toMatchObject({
      status: 'Completed',
      result: { answer: 42, applied: true, warnings: [] },
    });
    expect(await slugs()).toContain('applied');
  });

  it('writes neither when its change fails', async () => {
    const job = await attempt(async () => ({
      ...done,
      apply: async (trx) => {
        await trx.updateTable('stories').set({ slug: 'half-done' }).execute();
        throw new Error('the change fails');
      },
    }));
    expect(job).toMatchObject({ status: 'Queued', attempts: 1, result: null });
    expect(await slugs()).not.toContain('half-done');
  });

  it('fails at once by a final error', async () => {
    const job = await attempt(async () => {
      throw finalError('no_good', 'Mend it first.');
    });
    expect(job).toMatchObject({
      status: 'Failed',
      attempts: 0,
      error_code: 'no_good',
      error_message: 'Mend it first.',
      error_retryable: false,
    });
    expect(await app.adapters.queues.count('test-queue-poison')).toBe(0);
  });

  it('is repeated after a transient error, three times in all, and then leaves a message for operators', async () => {
    const run: Run = async () => {
      throw transientError('away', 'It is away.');
    };
    const engine = engineWith(app, { run });
    const { id } = await queueJob(app);
    for (const attempts of [1, 2]) {
      const before = Date.now();
      await runClaimed(engine, engine.kind);
      const job = await app.job(id);
      expect(job).toMatchObject({ status: 'Queued', attempts, rung_at: null, worker_id: null });
      expect(Number(job.not_before)).toBeGreaterThan(before + 5_000 * 2 ** (attempts - 1) - 1_000);
      await app.makeDue(id);
    }
    await runClaimed(engine, engine.kind);
    expect(await app.job(id)).toMatchObject({ status: 'Failed', error_code: 'away', attempts: 3 });
    await ringDueJobs(engine);
    expect(await app.adapters.queues.count('test-queue-poison')).toBe(1);
    expect(await eventNames(app, id)).toEqual([
      'queue',
      'claim',
      'backOff',
      'claim',
      'backOff',
      'claim',
      'fail',
    ]);
  });

  it('treats an error that nobody expected as transient, and tells no internals', async () => {
    const engine = engineWith(app, {
      run: async () => {
        throw new TypeError('select secret from table');
      },
    });
    const { id } = await queueJob(app);
    for (let attempts = 1; attempts <= 3; attempts += 1) {
      await runClaimed(engine, engine.kind);
      await app.makeDue(id);
    }
    const job = await app.job(id);
    expect(job).toMatchObject({ status: 'Failed', error_code: 'internal_error' });
    expect(job.error_message).not.toContain('select');
  });

  it('is handed back when the process stops, and counts nothing', async () => {
    const stop = new AbortController();
    const job = await attempt(async ({ signal }) => {
      stop.abort();
      signal.throwIfAborted();
      return done;
    }, stop.signal);
    expect(job).toMatchObject({ status: 'Queued', attempts: 0, rung_at: null, worker_id: null });
    expect(await eventNames(app, job.id)).toEqual(['queue', 'claim', 'handBack']);
  });
});

describe('an attempt whose lease was lost', () => {
  it('changes nothing any more, whatever it does', async () => {
    const job = await attempt(async ({ progress, job: own }) => {
      await endLease(app, own.id);
      const taking = { kind: 'test-kind', workerId: 'the next one', max: 1 };
      await Array.fromAsync(claimJobs(engineWith(app, { run: async () => done }), taking));
      progress.report(counts);
      progress.phase('zombie');
      return {
        ...done,
        apply: async (trx) => {
          await trx.updateTable('stories').set({ slug: 'zombie' }).execute();
          return {};
        },
      };
    });
    expect(job).toMatchObject({
      status: 'Running',
      epoch: 2,
      worker_id: 'the next one',
      phase: null,
      progress: null,
      result: null,
    });
    expect(await slugs()).not.toContain('zombie');
    expect(await eventNames(app, job.id)).toEqual(['queue', 'claim', 'reclaim']);
  });

  it('learns of it by its heartbeat and stops', async () => {
    const lost = Promise.withResolvers<unknown>();
    const engine = engineWith(app, {
      run: async ({ signal, job }) => {
        signal.addEventListener('abort', () => lost.resolve(signal.reason));
        await app.adapters.database.db
          .updateTable('jobs')
          .set({ epoch: 99 })
          .where('id', '=', job.id)
          .execute();
        await lost.promise;
        signal.throwIfAborted();
        return done;
      },
    });
    const { id } = await queueJob(app);
    await runClaimed({ ...engine, settings: { ...engine.settings, heartbeatMs: 5 } }, engine.kind);
    expect(await lost.promise).toMatchObject({ reason: 'lease-lost' });
    expect(await app.job(id)).toMatchObject({ status: 'Running', epoch: 99 });
  });

  it('stops by its own clock when the database is away', async () => {
    const engine = engineWith(app, {
      run: async ({ signal }) => {
        await aborted(signal, signal);
        signal.throwIfAborted();
        return done;
      },
    });
    const { id } = await queueJob(app);
    const settings = { ...engine.settings, leaseMs: 60, heartbeatMs: 1_000_000 };
    await runClaimed({ ...engine, settings }, engine.kind);
    expect((await app.job(id)).status).toBe('Running');
  });
});

describe('an attempt that froze', () => {
  /** What others may do with the job meanwhile, where it is in a state for that. */
  const others = {
    claim: async (engine, { kind }) => {
      await Array.fromAsync(claimJobs(engine, { kind, workerId: 'another', max: 1 }));
    },
    lose: (_, { id }) => endLease(app, id),
    cancel: async (engine, { id }) => {
      await cancelJob(engine, id);
    },
    retry: async (engine, { id }) => {
      await retryJob(engine, id).catch(() => undefined);
    },
    complete: async (engine, { id }) => {
      const job = await app.job(id);
      const kind = engine.kinds.get(job.kind);
      const attempt = kind && {
        job,
        kind,
        outcome: done,
        unwritten: { progress: undefined, phases: [] },
      };
      if (attempt) await completeJob(engine, attempt).catch(() => undefined);
    },
    fail: async (engine, { id }) => {
      await endBrokenAttempt(engine, await app.job(id), finalError('no_good', 'Mend it.'));
    },
  } satisfies Record<string, (engine: JobEngine, job: JobRow) => Promise<void>>;
  const over = ['Failed', 'Canceled', 'Expired'];
  const ends = [
    new AttemptStopped('canceled'),
    new AttemptStopped('shutdown'),
    new AttemptStopped('lease-lost'),
    transientError('away', 'It is away.'),
    finalError('no_good', 'Mend it.'),
  ];

  it('has no say any more, whatever has become of its job', async () => {
    const steps = fc.array(fc.constantFrom(...Object.values(others)), { maxLength: 6 });
    const isCanceled = fc.boolean();
    await fc.assert(
      fc.asyncProperty(
        steps,
        fc.constantFrom(...ends),
        isCanceled,
        async (sequence, end, cancel) => {
          const discarded: string[] = [];
          const engine = engineWith(app, {
            run: async () => done,
            keepResultMs: 60_000,
            discard: async ({ status }) => {
              discarded.push(status);
            },
          });
          const { id } = await queueJob(app);
          const frozen = await claim(engine, engine.kind);
          if (cancel) await cancelJob(engine, id);
          await endLease(app, id);
          await others.claim(engine, frozen);
          for (const step of sequence) await step(engine, frozen);
          const { discarded_at: _, ...before } = await app.job(id);
          expect(await endBrokenAttempt(engine, frozen, end)).toBe('lose');
          expect(await app.job(id)).toMatchObject(before);
          for (const status of discarded) expect(over).toContain(status);
          await removeJobs(app);
        },
      ),
      { numRuns: 30, examples: [[[others.retry], new AttemptStopped('canceled'), true]] },
    );
  });
});

it('that has ended has no deadline any more, although a renewal of its lease was under way', async () => {
  const engine = engineWith(app, { run: async () => done });
  const { id } = await queueJob(app);
  const job = await claim(engine, engine.kind);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  try {
    const abort = vi.fn();
    const lease = holdLease(engine, job, abort);
    vi.advanceTimersByTime(engine.settings.heartbeatMs);
    lease.release();
    const leaseOf = async () => Number((await app.job(id)).lease_expires_at);
    while ((await leaseOf()) === Number(job.lease_expires_at));
    vi.advanceTimersByTime(engine.settings.leaseMs);
    expect(abort).not.toHaveBeenCalled();
  } finally {
    vi.useRealTimers();
  }
});

describe('progress', () => {
  it('is in the row of a job that has ended, with the time left', async () => {
    const job = await attempt(async ({ progress }) => {
      progress.phase('counting');
      progress.report({ ...counts, itemsDone: 0, bytesDone: 0 });
      progress.report(counts);
      return done;
    });
    expect(job).toMatchObject({ phase: 'counting', progress: counts });
    expect(job.progress?.secondsLeft).toBeGreaterThanOrEqual(0);
  });

  it('names a phase while it runs', async () => {
    const seen: unknown[] = [];
    await attempt(async ({ progress, job: own }) => {
      progress.phase('counting');
      await expect.poll(() => app.job(own.id)).toMatchObject({ phase: 'counting' });
      seen.push(await eventNames(app, own.id));
      return done;
    });
    expect(seen).toEqual([['queue', 'claim', 'phase']]);
  });

  it('writes what a short attempt reported with its end, each phase with its own time', async () => {
    let atClaim: JobRow | undefined;
    const job = await attempt(async ({ progress, job: own }) => {
      atClaim = own;
      progress.phase('first');
      await wait(10);
      progress.phase('second');
      progress.report(counts);
      return done;
    });
    expect(job).toMatchObject({ phase: 'second', progress: counts });
    expect(job.revision).toBe(Number(atClaim?.revision) + 1);
    const { rows } = await sql<{ name: string; ms: number }>`
      select coalesce(detail ->> 'phase', name) as name,
        extract(epoch from at - lag(at) over (order by id))::float8 * 1000 as ms
      from job_events where job_id = ${job.id} order by id
    `.execute(app.adapters.database.db);
    expect(rows.map(({ name }) => name)).toEqual(['queue', 'claim', 'first', 'second', 'complete']);
    const [, , first, second] = rows;
    expect(first?.ms).toBeGreaterThan(0);
    expect(second?.ms).toBeGreaterThan(5);
  });

  it('is in the row before anything new is kept for another attempt', async () => {
    const seen: unknown[] = [];
    const job = await attempt(async ({ progress, job: own }) => {
      progress.report({ ...counts, itemsDone: 0, bytesDone: 0 });
      await progress.keep(counts);
      seen.push((await app.job(own.id)).progress);
      return done;
    });
    expect(seen).toEqual([counts]);
    expect(job.status).toBe('Completed');
  });

  it('never goes back, also when an attempt begins again', async () => {
    const { id } = await queueJob(app);
    const engine = engineWith(app, {
      run: async ({ progress, job }) => {
        progress.report({ ...counts, bytesDone: job.epoch === 1 ? 50 : 10 });
        throw transientError('away', 'It is away.');
      },
    });
    for (const epoch of [1, 2]) {
      await runClaimed(engine, engine.kind);
      await app.makeDue(id);
      expect(await app.job(id)).toMatchObject({ epoch, progress: { bytesDone: 50 } });
    }
  });
});

/** The row of a new job after one attempt that runs what is given. */
async function attempt(run: Run, shutdown = new AbortController().signal): Promise<JobRow> {
  const engine = engineWith(app, { run });
  const { id } = await queueJob(app);
  await runClaimed(engine, engine.kind, shutdown);
  return app.job(id);
}

async function runClaimed(
  engine: JobEngine,
  kind: JobKind,
  shutdown = new AbortController().signal,
): Promise<void> {
  await runAttempt(engine, { job: await claim(engine, kind), kind, shutdown });
}

async function claim(engine: JobEngine, { kind }: JobKind): Promise<JobRow> {
  const [job] = await Array.fromAsync(claimJobs(engine, { kind, workerId: 'worker', max: 1 }));
  if (!job) throw new Error('No job is due');
  return job;
}

async function slugs(): Promise<string[]> {
  const rows = await app.adapters.database.db.selectFrom('stories').select('slug').execute();
  return rows.map((row) => row.slug);
}
