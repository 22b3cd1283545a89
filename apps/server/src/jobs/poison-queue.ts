import type { JobEngine } from './engine.ts';
import type { JobKind } from './job-kind.ts';
import { decodeMessage } from './job-message.ts';
import { RetryRefused, retryJob } from './retry-job.ts';

const batch = 32;
const messageInvisibleMs = 30_000;

/** Where messages of a kind go that nobody can read, and those of jobs that used up their attempts. */
export function poisonQueue({ queueName }: Pick<JobKind, 'queueName'>): string {
  return `${queueName}-poison`;
}

/**
 * Tries every job in the poison queue of a kind again, and empties the queue. A message that nobody can read, or whose job
 * is not Failed any more, only goes. Returns how many jobs were put back.
 */
export async function redrive(engine: JobEngine, kind: JobKind): Promise<number> {
  const { queues } = engine;
  const queue = poisonQueue(kind);
  let retried = 0;
  for (;;) {
    const messages = await queues.receive(queue, { max: batch, invisibleMs: messageInvisibleMs });
    for (const message of messages) {
      const jobId = decodeMessage(message.body)?.jobId;
      if (jobId !== undefined && (await retryFailed(engine, jobId))) retried += 1;
      await queues.delete(queue, message);
    }
    if (messages.length === 0) return retried;
  }
}

async function retryFailed(engine: JobEngine, jobId: string): Promise<boolean> {
  const failed = await engine.database.db
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', jobId)
    .where('status', '=', 'Failed')
    .executeTakeFirst();
  if (!failed) return false;
  try {
    await retryJob(engine, jobId);
    return true;
  } catch (error) {
    if (!(error instanceof RetryRefused)) throw error;
    engine.log.warn({ err: error, jobId }, 'a failed job was not tried again');
    return false;
  }
}
