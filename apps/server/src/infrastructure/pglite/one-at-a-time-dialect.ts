import {
  type DatabaseConnection,
  PGliteDialect,
  type PGliteDialectConfig,
  PGliteDriver,
} from 'kysely';

/**
 * Kysely's PGlite dialect hands the same connection to everyone at once, so that a query beside an open transaction
 * would run inside it, and two transactions would commit each other. PGlite has one session: here its users wait for
 * one another, in the order in which they came.
 */
export class OneAtATimeDialect extends PGliteDialect {
  readonly #config: PGliteDialectConfig;

  constructor(config: PGliteDialectConfig) {
    super(config);
    this.#config = config;
  }

  override createDriver(): PGliteDriver {
    return new OneAtATimeDriver(this.#config);
  }
}

class OneAtATimeDriver extends PGliteDriver {
  #lastInLine: Promise<void> = Promise.resolve();
  #leave = () => {};

  override async acquireConnection(): Promise<DatabaseConnection> {
    const turn = this.#lastInLine;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#lastInLine = promise;
    await turn;
    this.#leave = resolve;
    return super.acquireConnection();
  }

  override async releaseConnection(): Promise<void> {
    this.#leave();
  }
}
