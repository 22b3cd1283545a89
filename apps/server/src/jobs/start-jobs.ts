import { inBackground } from '../infrastructure/database/background.ts';
import { type JobEngine, jobsChannel } from './engine.ts';
import { poisonQueue } from './poison-queue.ts';
import { startRelay } from './relay.ts';
import { startSweeper } from './sweeper.ts';
import { startWorker } from './worker.ts';

/** What works on jobs until it is stopped. */
export interface RunningJobs {
  stop(): Promise<void>;
}

/** Makes the queues that are missing, before anything that needs them starts. */
export async function ensureQueues({ kinds, queues }: JobEngine): Promise<void> {
  for (const kind of kinds.values()) {
    await queues.ensure(kind.queueName);
    await queues.ensure(poisonQueue(kind));
  }
}

/** Starts worker, relay and sweeper, and wakes the first two whenever the database says that a job has become due. */
export async function startJobs(engine: JobEngine, workerId: string): Promise<RunningJobs> {
  const { relay, worker, sweeper } = inBackground(() => ({
    relay: startRelay(engine),
    worker: startWorker(engine, workerId),
    sweeper: startSweeper(engine),
  }));
  const unlisten = await engine.database.listen(jobsChannel, {
    onNotification(kind) {
      worker.wake(kind);
      relay.wake();
    },
  });
  return {
    async stop() {
      await unlisten();
      await Promise.all([relay.stop(), worker.stop(), sweeper.stop()]);
    },
  };
}

/** Starts the relay alone, where workers are other processes: its messages are what they are scaled by. */
export async function announceJobs(engine: JobEngine): Promise<RunningJobs> {
  const relay = inBackground(() => startRelay(engine));
  const unlisten = await engine.database.listen(jobsChannel, { onNotification: relay.wake });
  return {
    async stop() {
      await unlisten();
      await relay.stop();
    },
  };
}
