import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely';
import type { Pool, PoolClient } from 'pg';

/**
 * The pool as Kysely takes it. Its commits throw when PostgreSQL rolled back instead, because a statement had failed and
 * its error was passed over.
 */
export function checkedPool(pool: Pool): PostgresPool {
  return {
    options: pool.options,
    connect: async () => checkedClient(await pool.connect()),
    end: () => pool.end(),
  };
}

function checkedClient(client: PoolClient): PostgresPoolClient {
  async function query<Row>(text: string, parameters: readonly unknown[]) {
    const result = await client.query(text, [...parameters]);
    if (text === 'commit' && result.command === 'ROLLBACK') {
      throw new Error('The transaction was rolled back: a statement failed');
    }
    return result as unknown as PostgresQueryResult<Row>;
  }
  return { query: query as PostgresPoolClient['query'], release: () => client.release() };
}
