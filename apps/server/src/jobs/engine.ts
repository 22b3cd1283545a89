import type { Logger } from 'pino';
import type { Database } from '../infrastructure/database/database.ts';
import type { Metrics } from '../infrastructure/metrics.ts';
import type { Queues } from '../infrastructure/queues.ts';
import type { JobKind } from './job-kind.ts';
import type { Sweep } from './sweeper.ts';

export interface JobSettings {
  /** How long a claim is good for without a renewal. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** How often a running attempt looks whether it was canceled. */
  readonly cancelLookMs: number;
  /** How often worker and relay look by themselves, when no bell has rung. */
  readonly lookMs: number;
  /** How often the sweeper looks for what is to be cleaned up. */
  readonly sweepMs: number;
  readonly maxAttempts: number;
  /** The wait before the second attempt; it doubles with each further one. */
  readonly backOffMs: number;
  /** Jobs of one kind that a worker runs at the same time. */
  readonly concurrency: number;
  /** A job that nobody took for so long is Failed. */
  readonly maxWaitMs: number;
  /** How long a failed job keeps what another try can go on from. */
  readonly keepLeftoversMs: number;
  /** How long the row of a job is kept after its end. */
  readonly keepRowsMs: number;
}

/** What every part of the job engine works with. */
export interface JobEngine {
  readonly database: Database;
  readonly queues: Queues;
  readonly kinds: ReadonlyMap<string, JobKind>;
  /** Clean-up of others, which runs along with the engine's own. */
  readonly sweeps: readonly Sweep[];
  readonly settings: JobSettings;
  readonly metrics: Metrics;
  readonly log: Logger;
}

/** NOTIFY on this channel carries the kind of a job that has just become due. */
export const jobsChannel = 'taleport_jobs';
