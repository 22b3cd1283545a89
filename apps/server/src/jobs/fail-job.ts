import type { Db } from '../infrastructure/database/database.ts';
import type { JobEngine } from './engine.ts';
import type { JobError } from './job-error.ts';
import { encodeMessage } from './job-message.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';
import { poisonQueue } from './poison-queue.ts';

export interface Failure {
  readonly job: JobRow;
  readonly failure: JobError;
  readonly attempts: number;
}

/** Writes Failed. Undefined, with nothing written, when the job is somebody else's by now, or was canceled. */
export function failJob(db: Db, { job, failure, attempts }: Failure): Promise<JobRow | undefined> {
  return moveJob(db, {
    event: 'fail',
    jobId: job.id,
    epoch: job.epoch,
    unlessCanceled: true,
    changes: {
      attempts,
      error_code: failure.code,
      error_message: failure.message,
      error_retryable: !failure.final,
    },
    detail: { code: failure.code, final: failure.final, attempts, workerId: job.worker_id },
  });
}

/** A job that used up its attempts leaves a message in the poison queue. The row is the truth; this only calls for a look. */
export async function tellOperators({ kinds, queues, log }: JobEngine, job: JobRow): Promise<void> {
  const kind = kinds.get(job.kind);
  if (!kind) return;
  const message = encodeMessage({ kind: job.kind, jobId: job.id });
  await queues.send(poisonQueue(kind), message).catch((error: unknown) => {
    log.error({ err: error, jobId: job.id }, 'a failed job could not be put into the poison queue');
  });
}
