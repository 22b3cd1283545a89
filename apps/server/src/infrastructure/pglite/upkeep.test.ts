import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import type { Database } from '../database/database.ts';
import { openPglite } from './open-pglite.ts';

let folder: string;
let database: Database;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-upkeep-'));
  await copyNewDatabase(folder);
  database = await openPglite(folder);
  await database.runScript('create table notes (id int primary key, body text not null)');
});
afterAll(async () => {
  await database.close();
  await rm(folder, { recursive: true });
});

it('keeps log and tables of a database small that is written again and again', async () => {
  const sizes: { log: number; table: number }[] = [];
  for (let round = 0; round < 4; round += 1) {
    await writeMuch();
    expect(await database.keepUp()).toBeGreaterThan(0);
    sizes.push({ log: await logSegments(), table: await tableBytes() });
  }
  const [second, ...later] = sizes.slice(1);
  for (const size of later) {
    expect(size.log).toBeLessThanOrEqual((second?.log ?? 0) + 1);
    // Where nothing is taken back, each round adds as much as the first two did.
    expect(size.table).toBeLessThanOrEqual((second?.table ?? 0) * 1.4);
  }
});

it('does nothing where nothing has happened', async () => {
  await database.keepUp();
  expect(await database.keepUp()).toBe(0);
});

/** Over 16 MiB of log, and as many dead rows as live ones. */
async function writeMuch(): Promise<void> {
  await sql`
    insert into notes select id, repeat(md5(id::text), 60) from generate_series(1, 5000) id
    on conflict (id) do update set body = reverse(notes.body)
  `.execute(database.db);
  await sql`update notes set body = reverse(body)`.execute(database.db);
}

async function logSegments(): Promise<number> {
  const names = await readdir(join(folder, 'db/pg_wal'));
  return names.filter((name) => /^[0-9A-F]{24}$/.test(name)).length;
}

async function tableBytes(): Promise<number> {
  const { rows } = await sql<{ bytes: number }>`
    select pg_total_relation_size('notes')::integer as bytes
  `.execute(database.db);
  return rows[0]?.bytes ?? 0;
}
