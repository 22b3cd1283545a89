import { Logger, run as runGraphile } from 'graphile-worker';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { startTaleportQueue } from './taleport-queue.ts';

/** A queue of jobs that do nothing, on an empty database. */
export interface JobQueue {
  /** Resolves when a job is committed. */
  add(): Promise<void>;
  /** How many have been done, and will not run again after a crash. */
  countDone(): Promise<number>;
  close(): Promise<void>;
}

/** Starts workers that run so many jobs at a time. */
export type StartQueue = (url: string, concurrency: number) => Promise<JobQueue>;

export const contestants: Readonly<Record<string, StartQueue>> = {
  taleport: startTaleportQueue,
  'pg-boss': startPgBoss,
  'graphile-worker': startGraphileWorker,
};

/** Its fastest way: batches, fetched one after the other while they come full, and woken by NOTIFY. */
async function startPgBoss(url: string, concurrency: number): Promise<JobQueue> {
  const boss = new PgBoss({ connectionString: url, max: connections, useListenNotify: true });
  boss.on('error', console.error);
  await boss.start();
  const name = 'nothing';
  await boss.createQueue(name, { notify: true });
  const options = { batchSize: concurrency, burstWhenBatchFull: true, pollingIntervalSeconds: 0.5 };
  await boss.work(name, options, async () => undefined);
  const count = counter(
    url,
    `select count(*)::integer from pgboss.job where name = '${name}' and state = 'completed'`,
  );
  return {
    async add() {
      await boss.send(name, {});
    },
    countDone: count.now,
    async close() {
      await count.end();
      await boss.stop({ graceful: false });
    },
  };
}

/** It deletes a job that is done. */
async function startGraphileWorker(url: string, concurrency: number): Promise<JobQueue> {
  const pool = new pg.Pool({ connectionString: url, max: connections });
  const runner = await runGraphile({
    pgPool: pool,
    concurrency,
    noHandleSignals: true,
    crontab: '',
    logger: new Logger(() => () => undefined),
    taskList: { nothing: async () => undefined },
  });
  const count = counter(url, 'select count(*)::integer from graphile_worker.jobs');
  let added = 0;
  return {
    async add() {
      await runner.addJob('nothing', {});
      added += 1;
    },
    countDone: async () => added - (await count.now()),
    async close() {
      await count.end();
      await runner.stop();
      await pool.end();
    },
  };
}

const connections = 10;

/** Asks on a connection of its own. */
function counter(url: string, sql: string) {
  const client = new pg.Client(url);
  const connected = client.connect();
  return {
    async now(): Promise<number> {
      await connected;
      const { rows } = await client.query(sql);
      return rows[0].count;
    },
    end: () => client.end(),
  };
}
