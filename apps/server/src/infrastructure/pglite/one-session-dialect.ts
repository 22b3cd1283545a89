import {
  CompiledQuery,
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
  readonly #thread: PgliteThread;
  readonly #connection: Session;
  readonly #turns: Turns;
  #begun: Promise<unknown> | undefined;

  constructor(thread: PgliteThread, turns: Turns) {
    this.#thread = thread;
    this.#turns = turns;
    this.#connection = new Session(thread);
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    await this.#turns.take(isInBackground());
    return this.#connection;
  }

  /** Does not wait: what is asked next comes after it. Where it fails, that fails as well, and the end says so. */
  async beginTransaction(): Promise<void> {
    this.#begun = this.#thread.query('begin');
    this.#begun.catch(() => undefined);
  }

  /** Throws when PostgreSQL rolled back instead, because a statement had failed and its error was passed over. */
  async commitTransaction(): Promise<void> {
    await this.#begun;
    const { command } = await this.#thread.query('commit');
    if (command === 'ROLLBACK')
      throw new Error('The transaction was rolled back: a statement failed');
  }

  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(): Promise<void> {
    this.#turns.pass();
  }

  /** Whoever opened the thread closes it. */
  async destroy(): Promise<void> {}
}

class Session implements DatabaseConnection {
  readonly #thread: PgliteThread;

  constructor(thread: PgliteThread) {
    this.#thread = thread;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { rows, affectedRows } = await this.#thread.query(sql, parameters);
    return {
      rows: rows as Row[],
      ...(affectedRows !== undefined && { numAffectedRows: BigInt(affectedRows) }),
    };
  }

  streamQuery(): AsyncIterableIterator<never> {
    throw new Error('PGlite has no streams of rows');
  }
}
