import { type JobEngine, jobsChannel } from './engine.ts';
import { startRelay } from './relay.ts';
import { startWorker } from './worker.ts';

/** Starts worker and relay, and wakes both whenever the database says that a job has become due. */
export async function startJobs(engine: JobEngine, workerId: string) {
  for (const { queueName } of engine.kinds.values()) {
    await engine.queues.ensure(queueName);
    await engine.queues.ensure(`${queueName}-poison`);
  }
  const relay = startRelay(engine);
  const worker = startWorker(engine, workerId);
  const unlisten = await engine.database.listen(jobsChannel, (kind) => {
    worker.wake(kind);
    relay.wake();
  });
  return {
    async stop() {
      await unlisten();
      await Promise.all([relay.stop(), worker.stop()]);
    },
  };
}
