import { sql } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import { withoutSync } from '../infrastructure/database/without-sync.ts';
import type { JobEngine } from './engine.ts';
import type { JobRow, StoredProgress } from './job-row.ts';
import { lineColumns, linesOf, type TimelineLine } from './timeline.ts';

type Counts = Omit<StoredProgress, 'secondsLeft'>;

interface Phase {
  readonly name: string;
  /** By the clock of `performance.now()`. */
  readonly beganAt: number;
}

/** What an attempt has reported and its row does not know yet. */
export interface Unwritten {
  readonly progress: StoredProgress | undefined;
  readonly phases: readonly Phase[];
}

export interface ProgressReporter {
  /** Names the step that begins, for the row and the timeline. Written soon. */
  phase(name: string): void;
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
  rest(): Promise<Unwritten>;
}

const writeEveryMs = 1_000;
/** A short attempt is over by then, and has nothing to write but its end. */
const writeSoonMs = 100;

/**
 * Writes the progress of one attempt into its row, behind the fence. It never goes back, not even when an attempt
 * begins with less than the one before had reported.
 */
export function reportProgress(engine: JobEngine, job: JobRow): ProgressReporter {
  const startedAt = performance.now();
  let first: Counts | undefined;
  let isFruitful = false;
  let latest: StoredProgress | undefined;
  let phases: Phase[] = [];
  let due: { readonly at: number; readonly timer: NodeJS.Timeout } | undefined;
  let writing: Promise<void> = Promise.resolve();

  const take = (): Unwritten => {
    clearTimeout(due?.timer);
    const unwritten = { progress: latest, phases };
    due = undefined;
    latest = undefined;
    phases = [];
    return unwritten;
  };
  const write = () => {
    const unwritten = take();
    writing = writing.then(() => writeQuietly(engine, job, unwritten));
  };
  const writeWithin = (ms: number) => {
    const at = performance.now() + ms;
    if (due && due.at <= at) return;
    clearTimeout(due?.timer);
    due = { at, timer: setTimeout(write, ms) };
  };

  return {
    phase(name) {
      phases.push({ name, beganAt: performance.now() });
      writeWithin(writeSoonMs);
    },
    report(counts) {
      writeWithin(first ? writeEveryMs : writeSoonMs);
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
      const unwritten = take();
      await writing;
      return unwritten;
    },
  };
}

/** What of it goes into the row. */
export function changesOf({ progress, phases }: Unwritten) {
  const phase = phases.at(-1);
  return {
    ...(progress && { progress: JSON.stringify(progress) }),
    ...(phase && { phase: phase.name }),
  };
}

/** What of it goes into the timeline. */
export function linesOfPhases({ phases }: Unwritten): TimelineLine[] {
  const now = performance.now();
  return phases.map(({ name, beganAt }) => ({
    name: 'phase',
    detail: { phase: name },
    msAgo: now - beganAt,
  }));
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

async function writeQuietly(engine: JobEngine, job: JobRow, unwritten: Unwritten): Promise<void> {
  try {
    await writeUnwritten(engine.database.db, job, unwritten);
  } catch (error) {
    engine.log.warn({ err: error, jobId: job.id }, 'progress could not be written');
  }
}

/** As long as the row is this attempt's. */
async function writeUnwritten(db: Db, job: JobRow, unwritten: Unwritten): Promise<void> {
  const changes = changesOf(unwritten);
  if (Object.keys(changes).length === 0) return;
  await db
    .with('own', (query) =>
      query
        .updateTable('jobs')
        .set({ ...changes, revision: sql<number>`revision + 1` })
        .where('id', '=', job.id)
        .where('epoch', '=', job.epoch)
        .where('status', '=', 'Running')
        .$if(!unwritten.progress, (phases) => phases.where(withoutSync))
        .returning(['id', 'epoch']),
    )
    .insertInto('job_events')
    .columns(lineColumns)
    .expression(linesOf('own', linesOfPhases(unwritten)))
    .execute();
}
