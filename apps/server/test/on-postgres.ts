import type { TestProject } from 'vitest/node';
import { migrate } from '../src/infrastructure/database/migrate.ts';
import { openPostgres } from '../src/infrastructure/postgres/open-postgres.ts';
import { startPostgres } from './postgres-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address of a database with all migrations run, of which each server gets a copy; without it, it embeds its own. */
    database?: string;
  }
}

/** Before the tests of a project that runs on PostgreSQL: one server for all of them, which ends after the last. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const server = await startPostgres();
  if (!server) throw new Error('There is no PostgreSQL for these tests');
  const { url, drop } = await server.createDatabase();
  const database = await openPostgres({ url, connections: 1, onTrouble: console.error });
  await migrate(database);
  await database.close();
  project.provide('database', url);
  return () => drop().finally(() => server.stop());
}
