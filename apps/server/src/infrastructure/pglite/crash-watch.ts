import { PartAwayError } from '../part-away.ts';

/** PostgreSQL ended in the middle of its work, as it does when the disk refuses a sync. Only a new process helps. */
export class DatabaseCrashedError extends PartAwayError {
  constructor(lastWords: string, cause: unknown) {
    super(
      `The database has crashed. Start Taleport again, and it recovers all that was committed. PostgreSQL said: ${lastWords}`,
      { cause },
    );
    this.name = 'DatabaseCrashedError';
  }
}

/** What PGlite calls of its PostgreSQL for each message. */
export interface PostgresCalls {
  _PostgresMainLoopOnce(): void;
  /** Called when the loop was left by an error of SQL. */
  _PostgresMainLongJmp(): void;
  /** Called when the loop was left by anything that was thrown, before PGlite passes over it. */
  stackRestore(pointer: number): void;
  /** Called at the end of each message. */
  _PostgresSendReadyForQueryIfNecessary(): void;
}

/** The status of what is thrown for an error of SQL (PGlite's POSTGRES_MAIN_LONGJMP). */
const sqlErrorStatus = 100;

/**
 * Makes every query after a crash fail with the error that `onCrash` returns, the query that crashed included. By
 * itself PGlite passes over whatever is thrown while PostgreSQL works: it acknowledges the commit during which
 * PostgreSQL crashed, and the next message goes round for ever.
 */
export function watchForCrash(calls: PostgresCalls, onCrash: (cause: unknown) => Error): void {
  const watch = (work: () => void, isCrash: (error: unknown) => boolean) => () => {
    try {
      work();
    } catch (error) {
      if (!isCrash(error)) throw error;
      const crash = onCrash(error);
      refuseAll(calls, crash);
      throw crash;
    }
  };
  calls._PostgresMainLoopOnce = watch(calls._PostgresMainLoopOnce, (error) => !isSqlError(error));
  calls._PostgresMainLongJmp = watch(calls._PostgresMainLongJmp, () => true);
}

function isSqlError(error: unknown): boolean {
  return error instanceof Object && 'status' in error && error.status === sqlErrorStatus;
}

function refuseAll(calls: PostgresCalls, crash: Error): void {
  const refuse = () => {
    throw crash;
  };
  calls._PostgresMainLoopOnce = refuse;
  calls._PostgresMainLongJmp = refuse;
  calls.stackRestore = refuse;
  calls._PostgresSendReadyForQueryIfNecessary = refuse;
}
