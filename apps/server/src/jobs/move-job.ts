import { type Expression, type QueryCreator, type SqlBool, sql, type UpdateObject } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import type { Tables } from '../infrastructure/database/tables.ts';
import type { JobRow } from './job-row.ts';
import { lineColumns, linesOf, type TimelineLine } from './timeline.ts';
import { type JobEvent, transitions } from './transitions.ts';

type Changes = Omit<UpdateObject<Tables, 'jobs'>, 'status' | 'revision'>;

interface Move {
  readonly event: JobEvent;
  /** Nothing is written when somebody has asked to cancel the job. */
  readonly unlessCanceled?: boolean;
  readonly changes?: Changes;
  /** For the timeline. */
  readonly detail?: Record<string, unknown>;
  /** What the timeline does not know yet of the time before. */
  readonly before?: readonly TimelineLine[];
}

interface MoveOfOne extends Move {
  readonly jobId: string;
  /** The fence: nothing is written when another attempt has begun since. */
  readonly epoch: number;
}

interface MoveOfMany extends Move {
  /** A query for the ids of the jobs, which locks them. */
  readonly ids: Expression<{ id: string }>;
}

/**
 * The only way to change the status of a job. Writes the move and its lines in the timeline, in one statement, and returns
 * the row as it is then; or undefined, with nothing written, when the job is in another epoch or in a status that the event
 * does not start from.
 */
export function moveJob(db: Db, { jobId, epoch, ...move }: MoveOfOne): Promise<JobRow | undefined> {
  return moving(db, move, sql<boolean>`id = ${jobId} and epoch = ${epoch}`).executeTakeFirst();
}

/** The same for all jobs of a query at once: returns those that were moved, in no order. */
export function moveJobs(db: Db, { ids, ...move }: MoveOfMany): Promise<JobRow[]> {
  // A query that locks is never made part of another one: PostgreSQL runs it once, however the statement is planned.
  const chosen = sql<boolean>`jobs.id in (select id from chosen)`;
  return moving(
    db.with('chosen', () => ids),
    move,
    chosen,
  ).execute();
}

function moving(db: QueryCreator<Tables>, move: Move, chosen: Expression<SqlBool>) {
  const { from, to } = transitions[move.event];
  return db
    .with('moved', (query) =>
      query
        .updateTable('jobs')
        .set({
          ...(to !== 'Running' && { lease_expires_at: null, worker_id: null }),
          ...((to === 'Completed' || to === 'Failed' || to === 'Canceled') && {
            completed_at_utc: sql<Date>`now()`,
          }),
          ...move.changes,
          status: to,
          revision: sql<number>`revision + 1`,
        })
        .where(chosen)
        .where('status', 'in', [...from])
        .$if(move.unlessCanceled ?? false, (update) =>
          update.where('cancel_requested_at', 'is', null),
        )
        .returningAll(),
    )
    .with('told', (query) =>
      query
        .insertInto('job_events')
        .columns(lineColumns)
        .expression(
          linesOf('moved', [...(move.before ?? []), { name: move.event, detail: move.detail }]),
        ),
    )
    .selectFrom('moved')
    .selectAll();
}
