import { sql } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import { withoutSync } from '../infrastructure/database/without-sync.ts';
import type { JobEngine } from './engine.ts';
import { AttemptStopped } from './job-error.ts';
import type { JobRow, StoredProgress } from './job-row.ts';
import { eventColumns, eventOf } from './timeline.ts';

type Counts = Omit<StoredProgress, 'secondsLeft'>;

export interface ProgressReporter {
  /**
   * Names the step that begins, at once, in the row and in the timeline. Throws AttemptStopped when the lease is lost.
   */
  phase(name: string): Promise<void>;
  /** Says how far the work is. Written at most once a second, the first time soon. */
  report(counts: Counts): void;
  /**
   * Says how much another attempt will be able to go on from, before it is so. The first time that this is more than the
   * attempt began with, it resolves when the row knows: by that, a lost lease does not count against the job.
   */
  keep(counts: Counts): Promise<void>;
  /** Resolves when what was reported is written, and writes nothing after that. */
  close(): Promise<void>;
  /** Closes without writing, and returns what is left to write: whoever ends the attempt does it with the end. */
  rest(): Promise<StoredProgress | undefined>;
}

const writeEveryMs = 1_000;
/** A short attempt is over by then, and has nothing to write but its end. */
const firstWriteMs = 100;

/**
 * Writes the progress of one attempt into its row, behind the fence. It never goes back, not even when an attempt
 * begins with less than the one before had reported.
 */
export function reportProgress(engine: JobEngine, job: JobRow): ProgressReporter {
  const startedAt = performance.now();
  let first: Counts | undefined;
  let isFruitful = false;
  let latest: StoredProgress | undefined;
  let timer: NodeJS.Timeout | undefined;
  let writing: Promise<void> = Promise.resolve();

  const take = () => {
    clearTimeout(timer);
    timer = undefined;
    const progress = latest;
    latest = undefined;
    return progress;
  };
  const write = () => {
    const progress = take();
    if (progress) writing = writing.then(() => writeProgress(engine, job, progress));
  };

  return {
    async phase(name) {
      await writing;
      await writePhase(engine, job, name);
    },
    report(counts) {
      timer ??= setTimeout(write, first ? writeEveryMs : firstWriteMs);
      first ??= counts;
      const rate = (counts.bytesDone - first.bytesDone) / (performance.now() - startedAt);
      latest = withTimeLeft(neverBack(counts, job.progress), rate);
    },
    async keep(counts) {
      if (isFruitful || counts.bytesDone <= job.placed_bytes_at_claim) return;
      isFruitful = true;
      latest = neverBack(counts, job.progress);
      write();
      await writing;
    },
    async close() {
      write();
      await writing;
    },
    async rest() {
      const progress = take();
      await writing;
      return progress;
    },
  };
}

function neverBack(counts: Counts, before: StoredProgress | null): Counts {
  if (before?.bytesTotal !== counts.bytesTotal) return counts;
  return {
    ...counts,
    itemsDone: Math.max(counts.itemsDone, before.itemsDone),
    bytesDone: Math.max(counts.bytesDone, before.bytesDone),
  };
}

function withTimeLeft(counts: Counts, bytesPerMs: number): StoredProgress {
  if (bytesPerMs <= 0) return counts;
  const msLeft = (counts.bytesTotal - counts.bytesDone) / bytesPerMs;
  return { ...counts, secondsLeft: Math.ceil(msLeft / 1000) };
}

async function writeProgress(engine: JobEngine, job: JobRow, progress: StoredProgress) {
  try {
    await ownRow(engine.database.db, job)
      .set({ progress: JSON.stringify(progress), revision: sql<number>`revision + 1` })
      .execute();
  } catch (error) {
    engine.log.warn({ err: error, jobId: job.id }, 'progress could not be written');
  }
}

async function writePhase({ database: { db } }: JobEngine, job: JobRow, phase: string) {
  const { numInsertedOrUpdatedRows: written } = await db
    .with('own', () =>
      ownRow(db, job)
        .set({ phase, revision: sql<number>`revision + 1` })
        .where(withoutSync)
        .returning(['id', 'epoch']),
    )
    .insertInto('job_events')
    .columns(eventColumns)
    .expression(({ selectFrom }) =>
      selectFrom('own').select(['id', 'epoch', ...eventOf('phase', { phase })]),
    )
    .executeTakeFirstOrThrow();
  if (written === 0n) throw new AttemptStopped('lease-lost');
}

/** The row, as long as it is this attempt's. */
function ownRow(db: Db, job: JobRow) {
  return db
    .updateTable('jobs')
    .where('id', '=', job.id)
    .where('epoch', '=', job.epoch)
    .where('status', '=', 'Running');
}
