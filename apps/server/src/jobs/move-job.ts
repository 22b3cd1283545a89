import { sql, type UpdateObject } from 'kysely';
import type { Db } from '../infrastructure/database/database.ts';
import type { Tables } from '../infrastructure/database/tables.ts';
import type { JobRow } from './job-row.ts';
import { lineColumns, linesOf, type TimelineLine } from './timeline.ts';
import { type JobEvent, transitions } from './transitions.ts';

type Changes = Omit<UpdateObject<Tables, 'jobs'>, 'status' | 'revision'>;

interface Move {
  readonly event: JobEvent;
  readonly jobId: string;
  /** The fence: nothing is written when another attempt has begun since. */
  readonly epoch: number;
  /** Nothing is written either when somebody has asked to cancel the job. */
  readonly unlessCanceled?: boolean;
  readonly changes?: Changes;
  /** For the timeline. */
  readonly detail?: Record<string, unknown>;
  /** What the timeline does not know yet of the time before. */
  readonly before?: readonly TimelineLine[];
}

/**
 * The only way to change the status of a job. Writes the move and its lines in the timeline, in one statement, and returns
 * the row as it is then; or undefined, with nothing written, when the job is in another epoch or in a status that the event
 * does not start from.
 */
export async function moveJob(db: Db, move: Move): Promise<JobRow | undefined> {
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
        .where('id', '=', move.jobId)
        .where('epoch', '=', move.epoch)
        .where('status', 'in', [...from])
        .$if(move.unlessCanceled ?? false, (moving) =>
          moving.where('cancel_requested_at', 'is', null),
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
    .selectAll()
    .executeTakeFirst();
}
