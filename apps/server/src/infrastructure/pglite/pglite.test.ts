import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { copyNewDatabase } from '../../../test/database-template.ts';
import { rowsRead } from '../../../test/rows-read.ts';
import { databaseConformance, type OpenDatabase } from '../conformance/database-conformance.ts';
import type { Trx } from '../database/database.ts';
import { openPglite } from './open-pglite.ts';

describe('PGlite as the database', () => databaseConformance(openNew));

it('a check is given up at its signal, also while it waits for its turn', async () => {
  const { database, remove } = await openNew();
  const end = Promise.withResolvers<void>();
  const working = database.db.transaction().execute(() => end.promise);
  const stop = new AbortController();
  const checking = database.check(stop.signal);
  stop.abort(new Error('nobody waits'));
  await expect(checking).rejects.toThrow('nobody waits');
  end.resolve();
  await working;
  await database.check(new AbortController().signal);
  expect(database.connections()).toEqual({ inUse: 0, waiting: 0 });
  await database.close();
  await remove();
});

it('has more statements in turn than it keeps', async () => {
  const { database, remove } = await openNew();
  for (let number = 1; number <= 600; number += 1) {
    const select = (trx: Trx) => sql`select ${sql.lit(number)} as number`.execute(trx);
    const { rows } = await database.db.transaction().execute(select);
    expect(rows).toEqual([{ number }]);
  }
  await database.close();
  await remove();
});

it('makes new plans when tables have grown', async () => {
  const { database, remove } = await openNew();
  const { db } = database;
  await database.runScript(`
    create table notes (id int primary key);
    insert into notes values (0);
    analyze notes;
  `);
  const rowsOfFinding = () =>
    db.transaction().execute(async (trx) => {
      const before = await rowsRead(trx, 'notes');
      await sql`select * from notes where id = ${7}`.execute(trx);
      return (await rowsRead(trx, 'notes')) - before;
    });
  // PostgreSQL keeps a plan from the sixth time on.
  for (let round = 0; round < 20; round += 1) await rowsOfFinding();
  await sql`insert into notes select generate_series(1, 20000)`.execute(db);
  expect(await rowsOfFinding()).toBe(20_001);
  for (let round = 0; round < 100; round += 1) await rowsOfFinding();
  expect(await rowsOfFinding()).toBe(1);
  await database.close();
  await remove();
});

async function openNew(): Promise<OpenDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-pglite-'));
  await copyNewDatabase(folder);
  const database = await openPglite(folder);
  return {
    database,
    remove: () => rm(folder, { recursive: true }),
  };
}
