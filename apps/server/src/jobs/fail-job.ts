import type { Db } from '../infrastructure/database/database.ts';
import type { JobError } from './job-error.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';

export interface Failure {
  readonly job: JobRow;
  readonly failure: JobError;
  readonly attempts: number;
}

/** Writes Failed, which the relay tells the operators where the attempts were used up. Undefined, with nothing written, when the job is somebody else's by now, or was canceled. */
export function failJob(db: Db, { job, failure, attempts }: Failure): Promise<JobRow | undefined> {
  return moveJob(db, {
    event: 'fail',
    jobId: job.id,
    epoch: job.epoch,
    unlessCanceled: true,
    changes: {
      attempts,
      rung_at: null,
      error_code: failure.code,
      error_message: failure.message,
      error_retryable: !failure.final,
    },
    detail: { code: failure.code, final: failure.final, attempts, workerId: job.worker_id },
  });
}
