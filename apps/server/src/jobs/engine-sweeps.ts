import { sql } from 'kysely';
import { cleanUp, pagesOf, untilNoneLeft } from './clean-up.ts';
import { discardJob } from './discard-job.ts';
import type { JobEngine } from './engine.ts';
import { engineMessage } from './engine-messages.ts';
import { moveJob } from './move-job.ts';
import { statusIn } from './status-in.ts';
import type { Sweep } from './sweeper.ts';

const keepKeysMs = 24 * 60 * 60 * 1000;

/** The clean-up that jobs of every kind need, and the database with them. */
export function engineSweeps(engine: JobEngine): readonly Sweep[] {
  const sweep = (name: string, run: Sweep['run']): Sweep => ({
    name: `jobs: ${name}`,
    everyMs: engine.settings.sweepMs,
    run,
  });
  const inBatches = (name: string, run: (engine: JobEngine, batch: number) => Promise<number>) =>
    sweep(name, (signal) => untilNoneLeft((batch) => run(engine, batch), signal));
  return [
    inBatches('expire results', expireResults),
    sweep('discard leftovers', (signal) => discardLeftovers(engine, signal)),
    inBatches('end the wait', failForgotten),
    sweep('forget keys', () => forgetKeys(engine)),
    inBatches('forget jobs', forgetJobs),
    { name: 'database', everyMs: 5 * engine.settings.sweepMs, run: () => engine.database.keepUp() },
  ];
}

/** Writes Expired. The files go later, when the last link to them has ended. */
function expireResults({ database }: JobEngine, batch: number): Promise<number> {
  return database.db.transaction().execute(async (trx) => {
    const due = await trx
      .selectFrom('jobs')
      .select(['id', 'epoch'])
      .where(statusIn('Completed'))
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
function discardLeftovers(engine: JobEngine, signal: AbortSignal): Promise<number> {
  return cleanUp({
    found: pagesOf((after, limit) => leftovers(engine, { after, limit })),
    remove: (id) => discardJob(engine, id),
    signal,
  });
}

interface Page {
  readonly after: string | undefined;
  readonly limit: number;
}

/** Of kinds that this program knows how to clean up after. */
async function leftovers(
  { database, kinds, settings }: JobEngine,
  { after, limit }: Page,
): Promise<string[]> {
  const rows = await database.db
    .selectFrom('jobs')
    .select('id')
    .where('kind', 'in', [...kinds.keys()])
    .where('discarded_at', 'is', null)
    .where(statusIn('Failed', 'Canceled', 'Expired'))
    .where((where) =>
      where.or([
        statusIn('Canceled', 'Expired'),
        where('completed_at_utc', '<=', ago(settings.keepLeftoversMs)),
      ]),
    )
    .where((where) =>
      where.or([where('links_end_at', 'is', null), where('links_end_at', '<=', ago(0))]),
    )
    .$if(after !== undefined, (left) => left.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/** Fails what nobody took for too long: its user has given up on it, or does not know that it still waits. */
async function failForgotten(
  { database, settings, metrics }: JobEngine,
  batch: number,
): Promise<number> {
  const failed = await database.db.transaction().execute(async (trx) => {
    const forgotten = await trx
      .selectFrom('jobs')
      .selectAll()
      .where(statusIn('Queued'))
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

/** Forgets ended jobs that have nothing outside the database any more. One that is being tried again at this moment stays. */
async function forgetJobs({ database, settings }: JobEngine, batch: number): Promise<number> {
  const forgotten = await database.db
    .deleteFrom('jobs')
    .where('id', 'in', (jobs) =>
      jobs
        .selectFrom('jobs')
        .select('id')
        .where('completed_at_utc', '<=', ago(settings.keepRowsMs))
        .where((where) =>
          where.or([
            where.and([statusIn('Completed'), where('expires_at', 'is', null)]),
            where.and([
              statusIn('Failed', 'Canceled', 'Expired'),
              where('discarded_at', 'is not', null),
            ]),
          ]),
        )
        .limit(batch)
        .forUpdate()
        .skipLocked(),
    )
    .returning('id')
    .execute();
  return forgotten.length;
}

function ago(ms: number) {
  return sql<Date>`now() - make_interval(secs => ${ms / 1000})`;
}
