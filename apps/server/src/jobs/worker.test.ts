import { once } from 'node:events';
import { aborted } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { engineWith, eventNames, queueJob, queueJobs, removeJobs } from '../../test/job-fixture.ts';
import { takeJob } from '../../test/take-job.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { JobEngine } from './engine.ts';
import { decodeMessage, encodeMessage } from './job-message.ts';
import { ringDueJobs } from './relay.ts';
import { runAttempt } from './run-attempt.ts';
import { startJobs } from './start-jobs.ts';
import { takeJobs } from './take-jobs.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterEach(() => removeJobs(app));
afterAll(() => app.close());

const done = { result: {}, warnings: [] };
const queue = 'test-queue';

describe('a running worker', () => {
  it('starts a job as soon as it is committed, without waiting for its next look', async () => {
    const started = new EventTarget();
    const engine = engineWith(app, {
      run: async () => {
        started.dispatchEvent(new Event('run'));
        return done;
      },
    });
    const settings = { ...engine.settings, lookMs: 3_600_000 };
    const jobs = await startJobs({ ...engine, settings }, 'worker');
    const run = once(started, 'run');
    const { id } = await queueJob(app);
    await run;
    await jobs.stop();
    expect((await app.job(id)).status).toBe('Completed');
  });

  it('runs as many jobs at a time as it may, and no more', async () => {
    const waiting: (() => void)[] = [];
    const finished = Promise.withResolvers<void>();
    let most = 0;
    let left = 4;
    const engine = engineWith(app, {
      // The first of a pair waits for the second.
      run: async () => {
        const partner = waiting.shift();
        if (partner) partner();
        else await new Promise<void>((resolve) => waiting.push(resolve));
        const running = await app.adapters.database.db
          .selectFrom('jobs')
          .select('id')
          .where('status', '=', 'Running')
          .execute();
        most = Math.max(most, running.length);
        left -= 1;
        if (left === 0) finished.resolve();
        return done;
      },
    });
    await queueJobs(app, 'author', left);
    const settings = { ...engine.settings, concurrency: 2 };
    const jobs = await startJobs({ ...engine, settings }, 'worker');
    await finished.promise;
    await jobs.stop();
    expect(most).toBe(2);
  });

  it('goes on without a look for as long as jobs are due, however they end meanwhile', async () => {
    let left = 40;
    const finished = Promise.withResolvers<void>();
    const engine = engineWith(app, {
      run: async () => {
        left -= 1;
        if (left === 0) finished.resolve();
        return done;
      },
    });
    await queueJobs(app, 'author', left);
    const settings = { ...engine.settings, concurrency: 3, lookMs: 3_600_000 };
    const jobs = await startJobs({ ...engine, settings }, 'worker');
    await finished.promise;
    await jobs.stop();
  });

  it('hands running jobs back when it stops', async () => {
    const running = Promise.withResolvers<void>();
    const engine = engineWith(app, {
      run: async ({ signal }) => {
        running.resolve();
        await aborted(signal, signal);
        throw signal.reason;
      },
    });
    const { id } = await queueJob(app);
    const jobs = await startJobs(engine, 'worker');
    await running.promise;
    await jobs.stop();
    expect(await app.job(id)).toMatchObject({ status: 'Queued', attempts: 0, worker_id: null });
  });
});

describe('a message', () => {
  it('is not needed: a job without one is found by a look', async () => {
    const engine = engineWith(app, { run: async () => done });
    const { id } = await queueJob(app);
    expect((await takeJob(engine, engine.kind))?.id).toBe(id);
  });

  it('may come twice: the job runs once', async () => {
    const engine = engineWith(app, { run: async () => done });
    const { id } = await queueJob(app);
    const body = encodeMessage({ kind: 'test-kind', jobId: id });
    await app.adapters.queues.send(queue, body);
    await app.adapters.queues.send(queue, body);
    await drain(engine);
    expect(await eventNames(app, id)).toEqual(['queue', 'claim', 'complete']);
    expect(await app.adapters.queues.count(queue)).toBe(0);
  });

  it('may come after the queue was away', async () => {
    const engine = engineWith(app, { run: async () => done });
    const { id } = await queueJob(app);
    const away = () => Promise.reject(new Error('the queue is away'));
    const withoutQueue = { ...engine, queues: { ...engine.queues, receive: away } };
    expect((await takeJob(withoutQueue, engine.kind))?.id).toBe(id);
  });

  it('that cannot be read goes to the poison queue', async () => {
    const engine = engineWith(app, { run: async () => done });
    for (const body of ['not base64 of anything', Buffer.from('{"kind":1}').toString('base64')]) {
      await app.adapters.queues.send(queue, body);
    }
    expect(await takeJob(engine, engine.kind)).toBeUndefined();
    const poison = await app.adapters.queues.peek(`${queue}-poison`, 32);
    expect(poison.map((message) => message.body)).toEqual([
      'not base64 of anything',
      Buffer.from('{"kind":1}').toString('base64'),
    ]);
    expect(await app.adapters.queues.count(queue)).toBe(0);
  });
});

describe('jobs whose last lease was lost', () => {
  it('hold up no one: the relay tells operators of each, once', async () => {
    const engine = engineWith(app, { run: async () => done });
    const [first, second, third] = await queueJobs(app, 'author', 3);
    if (!first || !second || !third) throw new Error('No jobs were made');
    const { db } = app.adapters.database;
    const lost = { status: 'Running', lease_expires_at: new Date(0), attempts: 2 } as const;
    const ids = [first.id, second.id];
    await db.updateTable('jobs').set(lost).where('id', 'in', ids).execute();
    const taking = { kind: engine.kind, workerId: 'worker', max: 1, messages: [] };
    const taken = await Array.fromAsync(takeJobs(engine, taking));
    expect(taken.map(({ id }) => id)).toEqual([third.id]);
    const told = () => app.adapters.queues.peek('test-queue-poison', 32);
    expect(await told()).toEqual([]);
    expect(await ringDueJobs(engine)).toBe(2);
    const messages = (await told()).map(({ body }) => decodeMessage(body)?.jobId);
    expect(messages.toSorted()).toEqual(ids.toSorted());
    expect(await ringDueJobs(engine)).toBe(0);
  });
});

describe('the relay', () => {
  it('announces each due job once', async () => {
    const engine = engineWith(app, { run: async () => done });
    await queueJobs(app, 'author', 2);
    expect(await ringDueJobs(engine)).toBe(2);
    expect(await ringDueJobs(engine)).toBe(0);
    expect(await app.adapters.queues.count(queue)).toBe(2);
  });

  it('sends later what it could not send', async () => {
    const engine = engineWith(app, { run: async () => done });
    const { id } = await queueJob(app);
    const away = () => Promise.reject(new Error('the queue is away'));
    const queues = { ...engine.queues, send: away };
    expect(await ringDueJobs({ ...engine, queues })).toBe(0);
    expect((await app.job(id)).rung_at).toBeNull();
    expect(await ringDueJobs(engine)).toBe(1);
  });

  it('announces the jobs of each queue, although another one refuses', async () => {
    const { kind, ...engine } = engineWith(app, { run: async () => done });
    const other = { ...kind, kind: 'other-kind', queueName: 'other-queue' };
    const { db } = app.adapters.database;
    // More than go into one pass, and the oldest.
    await queueJobs(app, 'author', 101);
    const { id } = await queueJob(app);
    await db.updateTable('jobs').set({ kind: other.kind }).where('id', '=', id).execute();
    let asked = 0;
    const send = async (queueName: string) => {
      if (queueName === other.queueName) return;
      asked += 1;
      throw new Error('this queue refuses');
    };
    const kinds = new Map([kind, other].map((each) => [each.kind, each]));
    expect(await ringDueJobs({ ...engine, kinds, queues: { ...engine.queues, send } })).toBe(1);
    expect((await app.job(id)).rung_at).toBeInstanceOf(Date);
    // It is not asked for each of its jobs.
    expect(asked).toBeLessThan(101);
  });
});

async function drain(engine: JobEngine & ReturnType<typeof engineWith>): Promise<void> {
  const shutdown = new AbortController().signal;
  for (;;) {
    const job = await takeJob(engine, engine.kind);
    if (!job) return;
    await runAttempt(engine, { job, kind: engine.kind, shutdown });
  }
}
