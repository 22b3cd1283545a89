import type { JobWarning } from '@taleport/contracts/jobs';
import type { Logger } from 'pino';
import type { Trx } from '../infrastructure/database/database.ts';
import type { JobRow } from './job-row.ts';
import type { ProgressReporter } from './progress.ts';

/** What a handler is given for one attempt. */
export interface Attempt {
  readonly job: JobRow;
  /** Aborted when the attempt must stop: it was canceled, its lease is lost, or the process shuts down. */
  readonly signal: AbortSignal;
  readonly progress: ProgressReporter;
  readonly log: Logger;
}

/** What a handler gives back when its work is done. */
export interface JobOutcome {
  /** Kept in the row, and shown by the kind's own status fields. */
  readonly result: Record<string, unknown>;
  readonly warnings: readonly JobWarning[];
  /** Where this result is kept for another time than those of its kind, in milliseconds. */
  readonly keepResultMs?: number;
  /**
   * Changes that belong to the completion: made in the transaction that writes Completed, or not at all. What it returns
   * is added to the result; `warnings` take the place of those above.
   */
  readonly apply?: (trx: Trx) => Promise<Record<string, unknown>>;
}

/** Everything that the engine knows of a kind of job. */
export interface JobKind {
  readonly kind: string;
  readonly queueName: string;
  /** How long a result is kept after completion, in milliseconds; left out where a result does not expire. */
  readonly keepResultMs?: number;
  run(attempt: Attempt): Promise<JobOutcome>;
  /**
   * Throws where a request for the same would be refused by now, in the transaction that puts an ended job back into the queue and holds
   * its row. Left out where there is nothing that could have changed.
   */
  checkRetry?(job: JobRow, trx: Trx): Promise<unknown>;
  /** Removes what only the work has needed, when it is Completed. Where that fails, a clean-up does it later. */
  afterCompletion?(job: JobRow): Promise<void>;
  /**
   * Removes the result, and all that attempts have left. Removing what is gone is no error. The transaction is the one that holds the
   * row of the job.
   */
  discard?(job: JobRow, trx: Trx): Promise<void>;
}
