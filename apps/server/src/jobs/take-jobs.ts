import type { QueueMessage } from '../infrastructure/queues.ts';
import { claimJob } from './claim.ts';
import type { JobEngine } from './engine.ts';
import type { JobKind } from './job-kind.ts';
import { decodeMessage } from './job-message.ts';
import type { JobRow } from './job-row.ts';
import { poisonQueue } from './poison-queue.ts';

interface Taking {
  readonly kind: JobKind;
  readonly workerId: string;
  /** So many at most. */
  readonly max: number;
  /** Messages that were received before; each is deleted once a claim that began after it is committed. */
  readonly messages: readonly QueueMessage[];
}

/** How long a message stays invisible while its job is being claimed. */
const messageInvisibleMs = 30_000;

/** The next messages of a kind, `max` at most; none where the queue is away, since jobs are found without it. */
export async function receiveMessages(
  { queues, log }: JobEngine,
  { queueName }: JobKind,
  max: number,
): Promise<QueueMessage[]> {
  try {
    return await queues.receive(queueName, { max, invisibleMs: messageInvisibleMs });
  } catch (error) {
    log.warn({ err: error, queue: queueName }, 'the queue is away; looking into the table');
    return [];
  }
}

/** Claims due jobs, the fairest first, and gives each as soon as it is claimed. */
export async function* takeJobs(engine: JobEngine, taking: Taking): AsyncGenerator<JobRow> {
  const { kind, workerId, max } = taking;
  const messages = [...taking.messages];
  try {
    for (let taken = 0; taken < max; taken += 1) {
      const job = await claimJob(engine, { kind: kind.kind, workerId });
      // Without one, nothing is due any more that the rest of the messages were sent for.
      if (!job) return await putAway(engine, kind, messages);
      yield job;
      await putAway(engine, kind, messages.splice(0, 1));
    }
  } catch (error) {
    engine.log.error({ err: error, kind: kind.kind }, 'no job could be taken; trying again soon');
  }
}

/** A message that cannot be read may have meant anything: it goes where operators look. */
async function putAway(
  { queues, log }: JobEngine,
  kind: JobKind,
  messages: readonly QueueMessage[],
): Promise<void> {
  for (const message of messages) {
    if (!decodeMessage(message.body)) {
      log.error(
        { messageId: message.id },
        'a message that cannot be read goes to the poison queue',
      );
      await queues.send(poisonQueue(kind), message.body);
    }
    await queues.delete(kind.queueName, message).catch((error: unknown) => {
      log.warn({ err: error, messageId: message.id }, 'a message will come again and do no harm');
    });
  }
}
