import type { JobEngine } from '../jobs/engine.ts';
import type { Adapters } from './adapters.ts';

interface HealthParts {
  readonly adapters: Adapters;
  readonly engine: JobEngine;
  readonly closing: AbortSignal;
}

/** What has to work for a process to be ready. One that is about to end gets no more requests, long before it stops to answer. */
export function healthChecks({ adapters, engine, closing }: HealthParts) {
  const { database, queues, blobs } = adapters;
  const queueNames = [...engine.kinds.values()].map((kind) => kind.queueName);
  return {
    process: async () => closing.throwIfAborted(),
    database: (signal: AbortSignal) => database.check(signal),
    queue: () => Promise.all(queueNames.map((name) => queues.count(name))),
    blobs: () => blobs.check(),
  };
}
