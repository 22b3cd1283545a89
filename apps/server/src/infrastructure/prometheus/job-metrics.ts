import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Metrics } from '../metrics.ts';

type JobMetrics = Pick<
  Metrics,
  'jobCreated' | 'jobTaken' | 'jobEnded' | 'jobRetried' | 'attemptStarted' | 'attemptEnded'
>;

/** From a job that a bell has woken a worker for to one that waited for another worker to be started. */
const waitSeconds = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600];
/** From a version without media to the package of a story with hours of video. */
const runSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3_600];

/** What the job engine of this process does, by kind of job. */
export function jobMetrics(registry: Registry): JobMetrics {
  const { created, retried, ended } = jobCounters(registry);
  const { running, run, wait } = attemptMeters(registry);
  return {
    jobCreated: (kind) => created.inc({ kind }),
    jobRetried: (kind) => retried.inc({ kind }),
    jobEnded: (kind, status) => ended.inc({ kind, status }),
    // Clocks of databases can be set back.
    jobTaken: (kind, waitMs) => wait.observe({ kind }, Math.max(0, waitMs) / 1_000),
    attemptStarted: (kind) => running.inc({ kind }),
    attemptEnded(kind, { end, ms }) {
      running.dec({ kind });
      run.observe({ kind, end }, ms / 1_000);
    },
  };
}

function jobCounters(registry: Registry) {
  const registers = [registry];
  const created = new Counter({
    name: 'taleport_jobs_created_total',
    help: 'Jobs that this process was asked for and has made.',
    labelNames: ['kind'],
    registers,
  });
  const retried = new Counter({
    name: 'taleport_jobs_retried_total',
    help: 'Ended jobs that were put back by their user or by a redrive.',
    labelNames: ['kind'],
    registers,
  });
  const ended = new Counter({
    name: 'taleport_jobs_ended_total',
    help: 'Jobs that ended in this process: Completed, Failed or Canceled.',
    labelNames: ['kind', 'status'],
    registers,
  });
  return { created, retried, ended };
}

function attemptMeters(registry: Registry) {
  const registers = [registry];
  const running = new Gauge({
    name: 'taleport_attempts_running',
    help: 'Attempts at jobs that run in this process now.',
    labelNames: ['kind'],
    registers,
  });
  const run = new Histogram({
    name: 'taleport_attempt_seconds',
    help: 'Run time of attempts, by how they ended: complete, fail, backOff (to be tried again), handBack (the process stopped), cancel or lose (the lease).',
    labelNames: ['kind', 'end'],
    buckets: runSeconds,
    registers,
  });
  const wait = new Histogram({
    name: 'taleport_job_wait_seconds',
    help: 'Time from when a job was due until a worker of this process took it.',
    labelNames: ['kind'],
    buckets: waitSeconds,
    registers,
  });
  return { running, run, wait };
}
