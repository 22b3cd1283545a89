import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import { isInBackground } from '../database/background.ts';
import type { PgliteThread } from './pglite-thread.ts';
import type { Turns } from './turns.ts';

/**
 * Kysely's PostgreSQL on the one session of a PGlite: its users wait for one another, and background work for requests.
 * Isolation levels are ignored: nothing runs at the same time.
 */
export class OneSessionDialect implements Dialect {
  readonly #thread: PgliteThread;
  readonly #turns: Turns;

  constructor(thread: PgliteThread, turns: Turns) {
    this.#thread = thread;
    this.#turns = turns;
  }

  createAdapter(): PostgresAdapter {
    return new PostgresAdapter();
  }

  createDriver(): Driver {
    return new OneSessionDriver(this.#thread, this.#turns);
  }

  createIntrospector(db: Kysely<unknown>): PostgresIntrospector {
    return new PostgresIntrospector(db);
  }

  createQueryCompiler(): PostgresQueryCompiler {
    return new PostgresQueryCompiler();
  }
}

class OneSessionDriver implements Driver {
  readonly #session: Session;
  readonly #turns: Turns;

  constructor(thread: PgliteThread, turns: Turns) {
    this.#turns = turns;
    this.#session = new Session(thread);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take(isInBackground());
    return this.#session;
  }

  async beginTransaction(): Promise<void> {
    this.#session.begin();
  }

  async commitTransaction(): Promise<void> {
    await this.#session.commit();
  }

  async rollbackTransaction(): Promise<void> {
    await this.#session.rollback();
  }

  async releaseConnection(): Promise<void> {
    this.#turns.pass();
  }

  /** Whoever opened the thread closes it. */
  async destroy(): Promise<void> {}
}

class Session implements DatabaseConnection {
  readonly #thread: PgliteThread;
  /** A transaction begins in one message with its first statement, since every message waits for its answer. */
  #begins = false;
  /** Whether that statement was refused, perhaps before it was sent: nothing more belongs to the transaction. */
  #isRefused = false;

  constructor(thread: PgliteThread) {
    this.#thread = thread;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isRefused) throw new Error('The first statement of this transaction failed');
    const { rows, affectedRows } = await this.#query(sql, parameters);
    return {
      rows: rows as Row[],
      ...(affectedRows !== undefined && { numAffectedRows: BigInt(affectedRows) }),
    };
  }

  begin(): void {
    this.#begins = true;
  }

  /** Throws when PostgreSQL rolled back instead, because a statement had failed and its error was passed over. */
  async commit(): Promise<void> {
    const isRolledBack = this.#isRefused || (await this.#query('commit')).command === 'ROLLBACK';
    if (isRolledBack) throw new Error('The transaction was rolled back: a statement failed');
  }

  async rollback(): Promise<void> {
    try {
      await this.#query('rollback');
    } finally {
      // Only now: the first statement may have been on its way.
      this.#isRefused = false;
    }
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('PGlite has no streams of rows');
  }

  async #query(sql: string, parameters: readonly unknown[] = []) {
    const begins = this.#begins;
    this.#begins = false;
    try {
      return await this.#thread.query({ sql, parameters, begins });
    } catch (error) {
      this.#isRefused = begins;
      throw error;
    }
  }
}
