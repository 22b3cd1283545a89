import type { PGlite } from '@electric-sql/pglite';
import { CompiledQuery, type DatabaseConnection, PGliteDialect, PGliteDriver } from 'kysely';

/**
 * Kysely's PGlite dialect, whose users wait for one another because PGlite has one session, with plain statements for
 * its transactions. Kysely's own way waits for ever, and leaves a rejection unhandled, when a BEGIN fails: on a
 * database that was closed or has crashed. Isolation levels are ignored: nothing runs at the same time.
 */
export class OneSessionDialect extends PGliteDialect {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super({ pglite });
    this.#pglite = pglite;
  }

  override createDriver(): PGliteDriver {
    return new OneSessionDriver(this.#pglite);
  }
}

class OneSessionDriver extends PGliteDriver {
  readonly #pglite: PGlite;

  constructor(pglite: PGlite) {
    super({ pglite });
    this.#pglite = pglite;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin'));
  }

  /** Throws when PostgreSQL rolled back instead, because a statement had failed and its error was passed over. */
  override async commitTransaction(): Promise<void> {
    const { command } = await this.#pglite.query('commit');
    if (command === 'ROLLBACK')
      throw new Error('The transaction was rolled back: a statement failed');
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('rollback'));
  }
}
