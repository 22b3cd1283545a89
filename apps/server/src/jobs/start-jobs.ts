import { inBackground } from '../infrastructure/database/background.ts';
import { type JobEngine, jobsChannel } from './engine.ts';
import { poisonQueue } from './poison-queue.ts';
import { startRelay } from './relay.ts';
import { startSweeper } from './sweeper.ts';
import { startWorker } from './worker.ts';

/** Starts worker, relay and sweeper, and wakes the first two whenever the database says that a job has become due. */
export async function startJobs(engine: JobEngine, workerId: string) {
  for (const kind of engine.kinds.values()) {
    await engine.queues.ensure(kind.queueName);
    await engine.queues.ensure(poisonQueue(kind));
  }
  const { relay, worker, sweeper } = inBackground(() => ({
    relay: startRelay(engine),
    worker: startWorker(engine, workerId),
    sweeper: startSweeper(engine),
  }));
  const unlisten = await engine.database.listen(jobsChannel, (kind) => {
    worker.wake(kind);
    relay.wake();
  });
  return {
    async stop() {
      await unlisten();
      await Promise.all([relay.stop(), worker.stop(), sweeper.stop()]);
    },
  };
}
