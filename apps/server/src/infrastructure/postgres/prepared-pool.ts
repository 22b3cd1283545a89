import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import { DatabaseError, type Pool, type PoolClient } from 'pg';
import { asAway } from './database-away.ts';

/**
 * The pool as Kysely takes it. Its connections parse and plan each statement once (PostgreSQL, section 54.2.3, Extended
 * Query), which is half of what a short one costs, and they open a transaction with its first statement, in one journey. They
 * throw PartAwayError where the server cannot be asked.
 */
export function preparedPool(pool: Pool): PostgresPool {
  const names = new StatementNames();
  return {
    options: pool.options,
    connect: async () => {
      const client = await pool.connect().catch((error: unknown) => {
        throw asAway(error);
      });
      return preparedClient(client, names);
    },
    end: () => pool.end(),
  };
}

function preparedClient(client: PoolClient, names: StatementNames): PostgresPoolClient {
  let isInTransaction = false;
  const run = async (text: string, values: unknown[]) => {
    // What is asked next comes after it. Where it fails the connection is broken, and that fails as well.
    if (text === 'begin') {
      isInTransaction = true;
      client.query(text).catch(() => undefined);
      return { command: 'BEGIN', rows: [] };
    }
    const name = values.length > 0 ? names.of(text) : undefined;
    return client.query({ text, values, ...(name !== undefined && { name }) });
  };
  async function query<Row>(text: string, parameters: readonly unknown[]) {
    if (text === 'commit' || text === 'rollback') isInTransaction = false;
    const result = await run(text, [...parameters]).catch((error: unknown) => {
      if (!isStalePlan(error)) throw asAway(error);
      names.renew();
      if (isInTransaction) throw error;
      return run(text, [...parameters]);
    });
    return result as unknown as PostgresQueryResult<Row>;
  }
  return { query: query as PostgresPoolClient['query'], release: () => client.release() };
}

/** Far more than the program has of its own. What is made of lists of any length is not among the first that are asked. */
const maxStatements = 500;

/** The same name for the same text, on each connection. */
class StatementNames {
  #names = new Map<string, string>();
  #generation = 1;

  /** Undefined for a statement that is parsed each time, since there are enough others. */
  of(text: string): string | undefined {
    const known = this.#names.get(text);
    if (known !== undefined || this.#names.size >= maxStatements) return known;
    const name = `statement ${this.#generation}.${this.#names.size}`;
    this.#names.set(text, name);
    return name;
  }

  /** All are parsed again. */
  renew(): void {
    this.#names = new Map();
    this.#generation += 1;
  }
}

/** A newer program has changed the tables meanwhile: "cached plan must not change result type" (`RevalidateCachedQuery` of PostgreSQL). */
function isStalePlan(error: unknown): boolean {
  return (
    error instanceof DatabaseError && error.code === '0A000' && /cached plan/.test(error.message)
  );
}
