import { sql } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import type { AttemptEnd } from '../infrastructure/metrics.ts';
import { discardQuietly } from './discard-job.ts';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { type Failure, failJob } from './fail-job.ts';
import { AttemptStopped, JobError, transientError } from './job-error.ts';
import type { JobKind, JobOutcome } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import { lockForEnd, whyStopped } from './lock-job.ts';
import { moveJob } from './move-job.ts';
import { changesOf, linesOfPhases, type Unwritten } from './progress.ts';

interface DoneAttempt {
  readonly job: JobRow;
  readonly kind: JobKind;
  readonly outcome: JobOutcome;
  readonly unwritten: Unwritten;
}

/**
 * Writes Completed, and with it, in the same transaction, what the job changes in the database. Throws AttemptStopped when the
 * lease is lost or the job was canceled.
 */
export async function completeJob(
  engine: JobEngine,
  { job, kind, outcome, unwritten }: DoneAttempt,
): Promise<void> {
  const { apply } = outcome;
  const complete = (db: Db, applied?: Record<string, unknown>) =>
    moveJob(db, {
      event: 'complete',
      jobId: job.id,
      epoch: job.epoch,
      unlessCanceled: true,
      changes: {
        ...changesOf(unwritten),
        expires_at: expiryOf(outcome.keepResultMs ?? kind.keepResultMs),
        result: JSON.stringify({ warnings: outcome.warnings, ...outcome.result, ...applied }),
        error_code: null,
        error_message: null,
        error_retryable: null,
      },
      before: linesOfPhases(unwritten),
    });
  if (apply) {
    await engine.database.db.transaction().execute(async (trx) => {
      await lockForEnd(trx, job);
      await complete(trx, await apply(trx));
    });
  } else await writeEnd(engine, job, complete);
  await kind.afterCompletion?.(job).catch((error: unknown) => {
    engine.log.warn({ err: error, jobId: job.id }, 'what only the work needed is still there');
  });
}

function expiryOf(keepResultMs: number | undefined) {
  if (keepResultMs === undefined) return null;
  return sql<Date>`now() + make_interval(secs => ${keepResultMs / 1000})`;
}

/**
 * Writes what follows from the error that ended an attempt: back to the queue after a wait, Failed, Canceled, or handed
 * back without counting when the process stops. After a lost lease nothing is written: the job is somebody else's. Resolves to
 * what was written.
 */
export async function endBrokenAttempt(
  engine: JobEngine,
  job: JobRow,
  error: unknown,
): Promise<AttemptEnd> {
  try {
    if (error instanceof AttemptStopped) return await endStopped(engine, job, error);
    return await endFailed(engine, job, error);
  } catch (stopped) {
    // Only now the attempt learns that it was canceled, or that it is no longer its turn.
    if (!(stopped instanceof AttemptStopped)) throw stopped;
    return stopped.reason === 'canceled' ? cancelAttempt(engine, job) : 'lose';
  }
}

async function endStopped(
  engine: JobEngine,
  job: JobRow,
  { reason }: AttemptStopped,
): Promise<AttemptEnd> {
  if (reason === 'canceled') return cancelAttempt(engine, job);
  return reason === 'shutdown' ? handBack(engine, job) : 'lose';
}

async function endFailed(engine: JobEngine, job: JobRow, error: unknown): Promise<AttemptEnd> {
  const failure = error instanceof JobError ? error : unexpected(engine, job, error);
  const attempts = failure.final ? job.attempts : job.attempts + 1;
  if (failure.final || attempts >= engine.settings.maxAttempts) {
    return fail(engine, { job, failure, attempts });
  }
  return backOff(engine, { job, failure, attempts });
}

function unexpected(engine: JobEngine, job: JobRow, error: unknown): JobError {
  engine.log.error({ err: error, jobId: job.id }, 'an attempt failed unexpectedly');
  return transientError('internal_error', engineMessage('internal_error', job.locale), error);
}

/**
 * Behind the fence first: a worker that froze meanwhile may find the job tried again, and what is in its place is not its own
 * any more. What is removed then is decided under a lock of the row.
 */
async function cancelAttempt(engine: JobEngine, job: JobRow): Promise<'cancel' | 'lose'> {
  const fence = { jobId: job.id, epoch: job.epoch };
  const canceled = await moveJob(engine.database.db, { event: 'cancel', ...fence });
  await discardQuietly(engine, job.id);
  return canceled ? 'cancel' : 'lose';
}

async function fail(engine: JobEngine, { job, failure, attempts }: Failure): Promise<'fail'> {
  await writeEnd(engine, job, (db) => failJob(db, { job, failure, attempts }));
  if (failure.hopeless) await discardQuietly(engine, job.id);
  return 'fail';
}

async function backOff(engine: JobEngine, { job, failure, attempts }: Failure): Promise<'backOff'> {
  const jitter = 1 + Math.random() / 4;
  const waitMs = engine.settings.backOffMs * 2 ** (attempts - 1) * jitter;
  await writeEnd(engine, job, (db) =>
    moveJob(db, {
      event: 'backOff',
      jobId: job.id,
      epoch: job.epoch,
      unlessCanceled: true,
      changes: {
        attempts,
        rung_at: null,
        not_before: sql<Date>`now() + make_interval(secs => ${waitMs / 1000})`,
      },
      detail: { code: failure.code, message: failure.message, attempts, waitMs },
    }),
  );
  return 'backOff';
}

async function handBack(engine: JobEngine, job: JobRow): Promise<'handBack'> {
  await writeEnd(engine, job, (db) =>
    moveJob(db, {
      event: 'handBack',
      jobId: job.id,
      epoch: job.epoch,
      unlessCanceled: true,
      changes: { rung_at: null, not_before: sql<Date>`now()` },
    }),
  );
  return 'handBack';
}

/** One statement, which is a transaction of its own. Throws AttemptStopped when it wrote nothing. */
async function writeEnd(
  { database: { db } }: JobEngine,
  attempt: JobRow,
  write: (db: Db) => Promise<JobRow | undefined>,
): Promise<void> {
  if (await write(db)) return;
  const job = db.selectFrom('jobs').selectAll().where('id', '=', attempt.id);
  throw whyStopped(attempt, await job.executeTakeFirst());
}
