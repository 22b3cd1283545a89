import { sql } from 'kysely';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { type Failure, failJob, tellOperators } from './fail-job.ts';
import { AttemptStopped, JobError, transientError } from './job-error.ts';
import type { JobKind, JobOutcome } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import { moveJob } from './move-job.ts';

/** Writes Completed, and with it, in one transaction, what the job changes in the database. Throws when the lease is lost. */
export async function completeJob(
  engine: JobEngine,
  { job, kind, outcome }: { job: JobRow; kind: JobKind; outcome: JobOutcome },
): Promise<void> {
  const expiry =
    kind.keepResultMs === undefined
      ? null
      : sql<Date>`now() + make_interval(secs => ${kind.keepResultMs / 1000})`;
  await engine.database.db.transaction().execute(async (trx) => {
    const completed = await moveJob(trx, {
      event: 'complete',
      jobId: job.id,
      epoch: job.epoch,
      changes: {
        completed_at_utc: sql<Date>`now()`,
        expires_at: expiry,
        result: JSON.stringify({ ...outcome.result, warnings: outcome.warnings }),
        error_code: null,
        error_message: null,
        error_retryable: null,
      },
    });
    if (!completed) throw new AttemptStopped('lease-lost');
    await outcome.apply?.(trx);
  });
}

/**
 * Writes what follows from the error that ended an attempt: back to the queue after a wait, Failed, or handed back
 * without counting when the process stops. After a lost lease nothing is written: the job is somebody else's.
 */
export async function endBrokenAttempt(engine: JobEngine, job: JobRow, error: unknown) {
  if (error instanceof AttemptStopped) {
    if (error.reason === 'shutdown') await handBack(engine, job);
    return;
  }
  const failure = error instanceof JobError ? error : unexpected(engine, job, error);
  const attempts = failure.final ? job.attempts : job.attempts + 1;
  if (failure.final || attempts >= engine.settings.maxAttempts) {
    await fail(engine, { job, failure, attempts });
  } else {
    await backOff(engine, { job, failure, attempts });
  }
}

function unexpected(engine: JobEngine, job: JobRow, error: unknown): JobError {
  engine.log.error({ err: error, jobId: job.id }, 'an attempt failed unexpectedly');
  return transientError('internal_error', engineMessage('internal_error', job.locale), error);
}

async function fail(engine: JobEngine, { job, failure, attempts }: Failure) {
  const failed = await engine.database.db
    .transaction()
    .execute((trx) => failJob(trx, { job, failure, attempts }));
  if (failed && !failure.final) await tellOperators(engine, job);
}

async function backOff(engine: JobEngine, { job, failure, attempts }: Failure) {
  const jitter = 1 + Math.random() / 4;
  const waitMs = engine.settings.backOffMs * 2 ** (attempts - 1) * jitter;
  await engine.database.db.transaction().execute((trx) =>
    moveJob(trx, {
      event: 'backOff',
      jobId: job.id,
      epoch: job.epoch,
      changes: {
        attempts,
        rung_at: null,
        not_before: sql<Date>`now() + make_interval(secs => ${waitMs / 1000})`,
      },
      detail: { code: failure.code, message: failure.message, attempts, waitMs },
    }),
  );
}

async function handBack(engine: JobEngine, job: JobRow) {
  await engine.database.db.transaction().execute((trx) =>
    moveJob(trx, {
      event: 'handBack',
      jobId: job.id,
      epoch: job.epoch,
      changes: { rung_at: null },
    }),
  );
}
