import type { Logger } from 'pino';
import type { Database } from '../infrastructure/database/database.ts';
import type { Queues } from '../infrastructure/queues.ts';
import type { JobKind } from './job-kind.ts';

export interface JobSettings {
  /** How long a claim is good for without a renewal. */
  readonly leaseMs: number;
  readonly heartbeatMs: number;
  /** How often worker and relay look by themselves, when no bell has rung. */
  readonly lookMs: number;
  readonly maxAttempts: number;
  /** The wait before the second attempt; it doubles with each further one. */
  readonly backOffMs: number;
  /** Jobs of one kind that a worker runs at the same time. */
  readonly concurrency: number;
}

/** What every part of the job engine works with. */
export interface JobEngine {
  readonly database: Database;
  readonly queues: Queues;
  readonly kinds: ReadonlyMap<string, JobKind>;
  readonly settings: JobSettings;
  readonly log: Logger;
}

/** NOTIFY on this channel carries the kind of a job that has just become due. */
export const jobsChannel = 'taleport_jobs';
