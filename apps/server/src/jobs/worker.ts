import { claimJob } from './claim.ts';
import { Doorbell } from './doorbell.ts';
import type { JobEngine } from './engine.ts';
import type { JobKind } from './job-kind.ts';
import { decodeMessage } from './job-message.ts';
import type { JobRow } from './job-row.ts';
import { poisonQueue } from './poison-queue.ts';
import { runAttempt } from './run-attempt.ts';

export interface Worker {
  /** Looks for due jobs of a kind now. */
  wake(kind: string): void;
  /** Takes no more jobs, hands back those that run, and resolves when all are put down. */
  stop(): Promise<void>;
}

/** How long a message stays invisible while its job is being claimed. */
const messageInvisibleMs = 30_000;

/** Runs jobs of every kind, a set number of each kind at a time, until it is stopped. */
export function startWorker(engine: JobEngine, workerId: string): Worker {
  const shutdown = new AbortController();
  const loops = [...engine.kinds.values()].map((kind) => {
    const bell = new Doorbell();
    const done = runKind(engine, { kind, workerId, bell, shutdown: shutdown.signal });
    return { kind: kind.kind, bell, done };
  });
  return {
    wake(kind) {
      loops.find((loop) => loop.kind === kind)?.bell.ring();
    },
    async stop() {
      shutdown.abort();
      for (const loop of loops) loop.bell.ring();
      await Promise.all(loops.map((loop) => loop.done));
    },
  };
}

interface KindLoop {
  readonly kind: JobKind;
  readonly workerId: string;
  readonly bell: Doorbell;
  readonly shutdown: AbortSignal;
}

async function runKind(engine: JobEngine, { kind, workerId, bell, shutdown }: KindLoop) {
  const running = new Set<Promise<void>>();
  while (!shutdown.aborted) {
    const hasRoom = running.size < engine.settings.concurrency;
    const job = hasRoom ? await takeJob(engine, kind, workerId) : undefined;
    if (!job) {
      await bell.wait(engine.settings.lookMs);
      continue;
    }
    const attempt = runAttempt(engine, { job, kind, shutdown }).finally(() => {
      // Where there was room for another job, it was looked for already.
      if (running.size >= engine.settings.concurrency) bell.ring();
      running.delete(attempt);
    });
    running.add(attempt);
  }
  await Promise.all(running);
}

/** A due job, claimed: by a message when there is one, and by a look into the table when there is none. */
export async function takeJob(
  engine: JobEngine,
  kind: JobKind,
  workerId: string,
): Promise<JobRow | undefined> {
  try {
    const announced = await takeAnnouncedJob(engine, kind, workerId);
    return announced ?? (await claimJob(engine, { kind: kind.kind, workerId }));
  } catch (error) {
    engine.log.error({ err: error, kind: kind.kind }, 'no job could be taken; trying again soon');
    return undefined;
  }
}

/** Goes through the messages until one leads to a job. A message is deleted once its claim is committed. */
async function takeAnnouncedJob(engine: JobEngine, kind: JobKind, workerId: string) {
  const { queues, log } = engine;
  for (;;) {
    const [message] = await queues
      .receive(kind.queueName, { max: 1, invisibleMs: messageInvisibleMs })
      .catch((error: unknown) => {
        log.warn(
          { err: error, queue: kind.queueName },
          'the queue is away; looking into the table',
        );
        return [];
      });
    if (!message) return undefined;
    if (!decodeMessage(message.body)) {
      log.error(
        { messageId: message.id },
        'a message that cannot be read goes to the poison queue',
      );
      await queues.send(poisonQueue(kind), message.body);
      await queues.delete(kind.queueName, message);
      continue;
    }
    const job = await claimJob(engine, { kind: kind.kind, workerId });
    await queues.delete(kind.queueName, message).catch((error: unknown) => {
      log.warn({ err: error, messageId: message.id }, 'a message will come again and do no harm');
    });
    if (job) return job;
  }
}
