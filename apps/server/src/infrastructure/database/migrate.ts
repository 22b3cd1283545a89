import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Database } from './database.ts';

const folder = join(import.meta.dirname, '../../../migrations');

interface Migration {
  readonly name: string;
  readonly script: string;
  readonly sha256: string;
}

/**
 * Brings the database to the newest version: runs each numbered script that it has not run yet, with its record, in one
 * transaction. Throws when a script that has run was changed since, or is gone: the database is newer than the program.
 */
export async function migrate(database: Database): Promise<void> {
  await database.runScript(
    'create table if not exists migrations (name text primary key, sha256 text not null, run_at timestamptz not null default now())',
  );
  const { rows: done } = await sql<{ name: string; sha256: string }>`
    select name, sha256 from migrations order by name
  `.execute(database.db);
  const migrations = await readMigrations();
  for (const [index, { name, sha256 }] of done.entries()) {
    if (migrations[index]?.name === name && migrations[index].sha256 === sha256) continue;
    throw new Error(
      `The database has the migration ${name}, which this version of Taleport does not know. Use the version that made it, or a later one.`,
    );
  }
  for (const migration of migrations.slice(done.length)) {
    await database.runScript(
      `${migration.script}\ninsert into migrations (name, sha256) values ('${migration.name}', '${migration.sha256}');`,
    );
  }
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
