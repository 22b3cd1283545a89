import { type MetricsServer, metricsServer } from '../http/metrics-server.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import { type Metrics, noMetrics } from '../infrastructure/metrics.ts';
import type { Prometheus } from '../infrastructure/prometheus/prometheus.ts';
import type { Watched } from '../infrastructure/prometheus/watch-parts.ts';
import type { JobEngine } from '../jobs/engine.ts';
import { poisonQueue } from '../jobs/poison-queue.ts';
import type { ServerParts } from './server.ts';

interface OpenedMetrics {
  readonly metrics: Metrics;
  /** The blobs, with what is composed in them counted. */
  readonly blobs: BlobStore;
  /** Where the numbers can be read, if the settings want that. */
  readonly page?: { readonly server: MetricsServer; readonly watch: Prometheus['watch'] };
}

/** The numbers that operators watch, or nothing where the settings do not want them. */
export async function openMetrics({
  settings,
  adapters,
  log,
}: ServerParts): Promise<OpenedMetrics> {
  const { blobs } = adapters;
  if (!settings.metrics) return { metrics: noMetrics, blobs };
  // Loaded by those who use it: it begins to watch the process at once.
  const { openPrometheus } = await import('../infrastructure/prometheus/prometheus.ts');
  const { metrics, watch, read } = openPrometheus();
  return {
    metrics,
    blobs: countComposed(blobs, metrics),
    page: { server: metricsServer(read, log), watch },
  };
}

function countComposed(blobs: BlobStore, metrics: Metrics): BlobStore {
  return {
    ...blobs,
    async compose(compose) {
      const composed = await blobs.compose(compose);
      metrics.packageComposed(composed);
      return composed;
    },
  };
}

/** What is asked at each look at the numbers: both queues of each kind of job, and the connections to the database. */
export function watchedParts({
  engine,
  withinMs,
}: {
  engine: JobEngine;
  withinMs: number;
}): Watched {
  const { database, queues, kinds } = engine;
  return {
    withinMs,
    connections: () => database.connections(),
    queues: [...kinds.values()].map((kind) => ({
      name: kind.queueName,
      async count() {
        const [messages, poisonMessages] = await Promise.all([
          queues.count(kind.queueName),
          queues.count(poisonQueue(kind)),
        ]);
        return { messages, poisonMessages };
      },
    })),
  };
}
