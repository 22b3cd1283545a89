import { Doorbell } from './doorbell.ts';
import type { JobEngine } from './engine.ts';
import type { JobKind } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import { PollPace } from './poll-pace.ts';
import { runAttempt } from './run-attempt.ts';
import { receiveMessages, takeJobs } from './take-jobs.ts';

export interface Worker {
  /** Looks for due jobs of a kind now. */
  wake(kind: string): void;
  /** Takes no more jobs, hands back those that run, and resolves when all are put down. */
  stop(): Promise<void>;
}

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
  const pace = new PollPace(engine.settings.lookMs);
  const start = (job: JobRow) => {
    const attempt = runAttempt(engine, { job, kind, shutdown }).finally(() => {
      const wasFull = running.size === engine.settings.concurrency;
      running.delete(attempt);
      // Otherwise there was room for another job, which was looked for.
      if (wasFull) {
        pace.quicken();
        bell.ring();
      }
    });
    running.add(attempt);
  };
  while (!shutdown.aborted) {
    const max = engine.settings.concurrency - running.size;
    const messages = max > 0 && pace.isDue() ? await receiveMessages(engine, kind, max) : [];
    let taken = 0;
    for await (const job of takeJobs(engine, { kind, workerId, max, messages })) {
      start(job);
      taken += 1;
    }
    if (messages.length > 0) pace.quicken();
    // As many as there was room for may not be all; and some may have ended meanwhile.
    else if (taken < max || running.size === engine.settings.concurrency) {
      await bell.wait(engine.settings.lookMs);
    }
  }
  await Promise.all(running);
}
