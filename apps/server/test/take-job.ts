import type { JobEngine } from '../src/jobs/engine.ts';
import type { JobKind } from '../src/jobs/job-kind.ts';
import type { JobRow } from '../src/jobs/job-row.ts';
import { receiveMessages, takeJobs } from '../src/jobs/take-jobs.ts';

/** One job as a worker takes it, by a message if there is one; undefined when neither a message nor a job is left. */
export async function takeJob(engine: JobEngine, kind: JobKind): Promise<JobRow | undefined> {
  for (;;) {
    const messages = await receiveMessages(engine, kind, 1);
    const taking = { kind, workerId: 'test-worker', max: 1, messages };
    const [job] = await Array.fromAsync(takeJobs(engine, taking));
    if (job || messages.length === 0) return job;
  }
}
