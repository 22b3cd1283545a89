import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from './database.ts';
import { isUniqueViolation } from './unique-violation.ts';

const folder = join(import.meta.dirname, '../../../migrations');

interface Migration {
  readonly name: string;
  readonly script: string;
  readonly sha256: string;
}

/** Held by whoever changes the shape of the database: any number, as long as nobody else has it. */
const lock = `select pg_advisory_xact_lock(${0x7a1e});`;

/**
 * Brings the database to the newest version: runs each numbered script that it has not run yet, with its record, in one
 * transaction. Of several processes that start at the same time one runs a script, and the others wait for it. Throws
 * when a script that has run was changed since, or is gone: the database is newer than the program.
 */
export async function migrate(database: Database): Promise<void> {
  const migrations = await readMigrations();
  await database.runScript(
    `${lock}
    create table if not exists migrations (name text primary key, sha256 text not null, run_at timestamptz not null default now())`,
  );
  for (;;) {
    const done = await readDone(database, migrations);
    const next = migrations[done];
    if (!next) return;
    await runMigration(database, next);
  }
}

/** How many of the migrations the database has. */
async function readDone({ db }: Database, migrations: readonly Migration[]): Promise<number> {
  const { rows: done } = await sql<{ name: string; sha256: string }>`
    select name, sha256 from migrations order by name
  `.execute(db);
  for (const [index, { name, sha256 }] of done.entries()) {
    if (migrations[index]?.name === name && migrations[index].sha256 === sha256) continue;
    throw new Error(
      `The database has the migration ${name}, which this version of Taleport does not know. Use the version that made it, or a later one.`,
    );
  }
  return done.length;
}

/** Its record comes first: where another process was quicker, that fails, and nothing is run. */
async function runMigration(database: Database, { name, sha256, script }: Migration) {
  const record = `insert into migrations (name, sha256) values ('${name}', '${sha256}');`;
  try {
    await database.runScript(`${lock}\n${record}\n${script}`);
  } catch (error) {
    if (!isUniqueViolation(error) || !hasTable(error, 'migrations')) throw error;
  }
}

function hasTable(error: unknown, table: string): boolean {
  return error instanceof Error && 'table' in error && error.table === table;
}

async function readMigrations(): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^V\d{4}__\w+\.sql$/.test(name)).sort();
  return Promise.all(
    names.map(async (name) => {
      const script = await readFile(join(folder, name), 'utf8');
      return { name, script, sha256: createHash('sha256').update(script).digest('hex') };
    }),
  );
}
