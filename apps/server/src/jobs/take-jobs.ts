import type { QueueMessage } from '../infrastructure/queues.ts';
import { claimJobs } from './claim.ts';
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
  /** `max` messages at most that were received before; they are deleted once a claim that began after them is committed. */
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

/** Claims due jobs, the fairest first, and gives them before it deletes the messages that have come for them. */
export async function* takeJobs(engine: JobEngine, taking: Taking): AsyncGenerator<JobRow> {
  const { kind, workerId, max, messages } = taking;
  if (max === 0) return;
  try {
    yield* claimJobs(engine, { kind: kind.kind, workerId, max });
    // There are no more of them than there was room for: each was for one of these jobs, or for one that is not due any more.
    await putAway(engine, kind, messages);
  } catch (error) {
    engine.log.error({ err: error, kind: kind.kind }, 'no job could be taken; trying again soon');
  }
}

/** All at once: whoever waits for more jobs waits for this. */
async function putAway(engine: JobEngine, kind: JobKind, messages: readonly QueueMessage[]) {
  await Promise.all(messages.map((message) => putOneAway(engine, kind, message)));
}

/** A message that cannot be read may have meant anything: it goes where operators look. */
async function putOneAway(
  { queues, log }: JobEngine,
  kind: JobKind,
  message: QueueMessage,
): Promise<void> {
  if (!decodeMessage(message.body)) {
    log.error({ messageId: message.id }, 'a message that cannot be read goes to the poison queue');
    await queues.send(poisonQueue(kind), message.body);
  }
  await queues.delete(kind.queueName, message).catch((error: unknown) => {
    log.warn({ err: error, messageId: message.id }, 'a message will come again and do no harm');
  });
}
