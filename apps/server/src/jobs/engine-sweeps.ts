import { sql } from 'kysely';
import { discardJob } from './discard-job.ts';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { moveJob } from './move-job.ts';
import type { Sweep } from './sweeper.ts';

const batch = 100;
const keepKeysMs = 24 * 60 * 60 * 1000;

/** The clean-up that jobs of every kind need, and the database with them. */
export function engineSweeps(engine: JobEngine): readonly Sweep[] {
  const sweep = (name: string, run: (engine: JobEngine) => Promise<number>): Sweep => ({
    name: `jobs: ${name}`,
    everyMs: engine.settings.sweepMs,
    run: (signal) => untilNoneLeft(() => run(engine), signal),
  });
  return [
    sweep('expire results', expireResults),
    sweep('discard leftovers', discardLeftovers),
    sweep('end the wait', failForgotten),
    sweep('forget keys', forgetKeys),
    sweep('forget jobs', forgetJobs),
    { name: 'database', everyMs: 5 * engine.settings.sweepMs, run: () => engine.database.keepUp() },
  ];
}

/** A run that cleaned less than a batch found no more. */
async function untilNoneLeft(run: () => Promise<number>, signal: AbortSignal): Promise<number> {
  let total = 0;
  for (;;) {
    const cleaned = await run();
    total += cleaned;
    if (cleaned < batch || signal.aborted) return total;
  }
}

/** Writes Expired. The files go later, when the last link to them has ended. */
function expireResults({ database }: JobEngine): Promise<number> {
  return database.db.transaction().execute(async (trx) => {
    const due = await trx
      .selectFrom('jobs')
      .select(['id', 'epoch'])
      .where('status', '=', 'Completed')
      .where('expires_at', '<=', sql<Date>`now()`)
      .orderBy('expires_at')
      .limit(batch)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const { id, epoch } of due) await moveJob(trx, { event: 'expire', jobId: id, epoch });
    return due.length;
  });
}

/**
 * Removes what ended jobs have left. A failed one keeps it for a while: somebody may try again, and go on from there.
 * What cannot be removed now is left for the next minute.
 */
async function discardLeftovers(engine: JobEngine): Promise<number> {
  const left = await engine.database.db
    .selectFrom('jobs')
    .select('id')
    .where('discarded_at', 'is', null)
    .where('status', 'in', ['Failed', 'Canceled', 'Expired'])
    .where((where) =>
      where.or([
        where('status', '!=', 'Failed'),
        where('completed_at_utc', '<=', ago(engine.settings.keepLeftoversMs)),
      ]),
    )
    .where((where) =>
      where.or([where('links_end_at', 'is', null), where('links_end_at', '<=', ago(0))]),
    )
    .orderBy('completed_at_utc')
    .limit(batch)
    .execute();
  let discarded = 0;
  for (const { id } of left) {
    if (await discardJob(engine, id)) discarded += 1;
  }
  return discarded;
}

/** Fails what nobody took for too long: its user has given up on it, or does not know that it still waits. */
async function failForgotten({ database, settings, metrics }: JobEngine): Promise<number> {
  const failed = await database.db.transaction().execute(async (trx) => {
    const forgotten = await trx
      .selectFrom('jobs')
      .selectAll()
      .where('status', '=', 'Queued')
      .where('not_before', '<=', ago(settings.maxWaitMs))
      .orderBy('not_before')
      .limit(batch)
      .forUpdate()
      .skipLocked()
      .execute();
    for (const job of forgotten) {
      await moveJob(trx, {
        event: 'outwait',
        jobId: job.id,
        epoch: job.epoch,
        changes: {
          error_code: 'waited_too_long',
          error_message: engineMessage('waited_too_long', job.locale),
          error_retryable: true,
        },
      });
    }
    return forgotten;
  });
  for (const { kind } of failed) metrics.jobEnded(kind, 'Failed');
  return failed.length;
}

async function forgetKeys({ database }: JobEngine): Promise<number> {
  await database.db
    .deleteFrom('idempotency_keys')
    .where('created_at', '<=', ago(keepKeysMs))
    .execute();
  return 0;
}

/** Forgets ended jobs that have nothing outside the database any more. */
async function forgetJobs({ database, settings }: JobEngine): Promise<number> {
  const forgotten = await database.db
    .deleteFrom('jobs')
    .where('id', 'in', (jobs) =>
      jobs
        .selectFrom('jobs')
        .select('id')
        .where('completed_at_utc', '<=', ago(settings.keepRowsMs))
        .where((where) =>
          where.or([
            where.and([where('status', '=', 'Completed'), where('expires_at', 'is', null)]),
            where.and([
              where('status', 'in', ['Failed', 'Canceled', 'Expired']),
              where('discarded_at', 'is not', null),
            ]),
          ]),
        )
        .limit(batch),
    )
    .returning('id')
    .execute();
  return forgotten.length;
}

function ago(ms: number) {
  return sql<Date>`now() - make_interval(secs => ${ms / 1000})`;
}
