import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';
import { jobMetrics } from './job-metrics.ts';
import { type Watched, watchParts } from './watch-parts.ts';

export interface Prometheus {
  readonly metrics: Metrics;
  /** From now on every look at the page asks these parts too. */
  watch(parts: Watched): void;
  /** The page, in the text format of Prometheus. */
  read(): Promise<{ mediaType: string; text: string }>;
}

/** From a cached answer to a video that is uploaded for a minute. */
const requestSeconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Numbers for Prometheus, with those of the process itself. */
export function openPrometheus(): Prometheus {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    metrics: {
      ...jobMetrics(registry),
      ...requestMetrics(registry),
      ...packageMetrics(registry),
      ...sweepMetrics(registry),
    },
    watch: (parts) => watchParts(registry, parts),
    read: async () => ({ mediaType: registry.contentType, text: await registry.metrics() }),
  };
}

function requestMetrics(registry: Registry): Pick<Metrics, 'requestAnswered'> {
  const seconds = new Histogram({
    name: 'taleport_http_request_seconds',
    help: 'Time from a request to the end of its answer, by the template of its route; a status of "aborted" where the client left before.',
    labelNames: ['method', 'route', 'status'],
    buckets: requestSeconds,
    registers: [registry],
  });
  return {
    requestAnswered({ method, route = 'none', status, isAborted, ms }) {
      const statusClass = isAborted ? 'aborted' : `${Math.floor(status / 100)}xx`;
      seconds.observe({ method, route, status: statusClass }, ms / 1_000);
    },
  };
}

function packageMetrics(registry: Registry): Pick<Metrics, 'packageComposed'> {
  const bytes = new Counter({
    name: 'taleport_composed_bytes_total',
    help: 'Bytes of finished packages: "written" by the attempt that finished them, or "resumed" from an earlier one.',
    labelNames: ['source'],
    registers: [registry],
  });
  return {
    packageComposed({ writtenBytes, resumedBytes }) {
      bytes.inc({ source: 'written' }, writtenBytes);
      bytes.inc({ source: 'resumed' }, resumedBytes);
    },
  };
}

function sweepMetrics(registry: Registry): Pick<Metrics, 'sweepEnded'> {
  const runs = new Counter({
    name: 'taleport_sweeps_total',
    help: 'Runs of each clean-up in this process, by their result: "done" or "failed".',
    labelNames: ['sweep', 'result'],
    registers: [registry],
  });
  const removed = new Counter({
    name: 'taleport_swept_total',
    help: 'Things that each clean-up has removed.',
    labelNames: ['sweep'],
    registers: [registry],
  });
  const lastDone = new Gauge({
    name: 'taleport_sweep_done_timestamp_seconds',
    help: 'When each clean-up was last done by this process, in seconds since 1970.',
    labelNames: ['sweep'],
    registers: [registry],
  });
  return {
    sweepEnded(sweep, cleaned) {
      runs.inc({ sweep, result: cleaned === undefined ? 'failed' : 'done' });
      if (cleaned === undefined) return;
      removed.inc({ sweep }, cleaned);
      lastDone.setToCurrentTime({ sweep });
    },
  };
}
