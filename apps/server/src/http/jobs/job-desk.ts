import type { JobStatusDocument } from '@taleport/contracts/jobs';
import type { FastifyRequest } from 'fastify';
import type { JobEngine } from '../../jobs/engine.ts';
import type { RankedJobRow } from './find-jobs.ts';
import type { JobChanges } from './job-changes.ts';

/** What every route about jobs works with. */
export interface JobDesk {
  readonly engine: JobEngine;
  readonly changes: JobChanges;
  /** Jobs of one user that may wait or run at the same time. */
  readonly maxActiveJobs: number;
  /** The status document of a job of any kind, as this request has to see it. */
  present(request: FastifyRequest, row: RankedJobRow, reused?: boolean): JobStatusDocument;
}
