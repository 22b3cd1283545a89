import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Database } from '../database/database.ts';
import { addNote, noteNames, openTransaction } from './notes.ts';

/** What transactions have to do, on the notes of the conformance suite of the database. */
export function transactionConformance(database: () => Database): void {
  it('keeps all of its changes when it commits, and returns what its function returns', async () => {
    const { db } = database();
    const result = await db.transaction().execute(async (trx) => {
      await addNote(trx, 'a');
      await addNote(trx, 'b');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await noteNames(db)).toEqual(['a', 'b']);
  });

  it('keeps none of them when its function throws, and throws the same', async () => {
    const { db } = database();
    const error = new Error('changed my mind');
    const failing = db.transaction().execute(async (trx) => {
      await addNote(trx, 'a');
      throw error;
    });
    await expect(failing).rejects.toBe(error);
    expect(await noteNames(db)).toEqual([]);
  });

  it('does not take another one with it when it rolls back', async () => {
    const { db } = database();
    const first = await openTransaction(db, 'first');
    const second = db.transaction().execute((trx) => addNote(trx, 'second'));
    first.rollBack();
    await expect(first.ended).rejects.toThrow('rolled back');
    await second;
    expect(await noteNames(db)).toEqual(['second']);
  });

  it('does not hold what is run beside it', async () => {
    const { db, runScript, listen } = database();
    const open = await openTransaction(db, 'inside');
    const heard = Promise.withResolvers<string>();
    const beside = Promise.all([
      addNote(db, 'query'),
      runScript("insert into notes values ('script', 1)"),
      listen('beside', { onNotification: heard.resolve }),
    ]);
    open.rollBack();
    await expect(open.ended).rejects.toThrow('rolled back');
    const [, , unlisten] = await beside;
    expect(await noteNames(db)).toEqual(['query', 'script']);
    await sql`select pg_notify('beside', 'still listening')`.execute(db);
    expect(await heard.promise).toBe('still listening');
    await unlisten();
  });

  it('waits for the rows that another one has locked', async () => {
    const { db } = database();
    await addNote(db, 'counter');
    const countUp = () =>
      db.transaction().execute(async (trx) => {
        const { rows } = await sql<{ count: number }>`
          select count from notes where name = 'counter' for update
        `.execute(trx);
        await sql`update notes set count = ${(rows[0]?.count ?? 0) + 1}`.execute(trx);
      });
    await Promise.all(Array.from({ length: 20 }, countUp));
    const { rows } = await sql`select count from notes`.execute(db);
    expect(rows).toEqual([{ count: 21 }]);
  });

  it('says so when it could not commit because an error was passed over', async () => {
    const { db } = database();
    const failing = db.transaction().execute(async (trx) => {
      await addNote(trx, 'a');
      await expect(addNote(trx, 'a')).rejects.toThrow('duplicate key');
    });
    await expect(failing).rejects.toThrow(/rolled back/);
    expect(await noteNames(db)).toEqual([]);
  });

  it.each([
    ['selekt 1', 'syntax'],
    ['select 1 / 0', 'division by zero'],
  ])('is over where it begins with %s', async (begin, refusal) => {
    const { db } = database();
    const failing = db.transaction().execute(async (trx) => {
      await expect(sql.raw(begin).execute(trx)).rejects.toThrow(refusal);
      await expect(addNote(trx, 'a')).rejects.toThrow();
    });
    await expect(failing).rejects.toThrow(/rolled back/);
    expect(await noteNames(db)).toEqual([]);
    await addNote(db, 'b');
  });

  it('may have no statement at all', async () => {
    const { db } = database();
    expect(await db.transaction().execute(async () => 'done')).toBe('done');
    await expect(
      db.transaction().execute(() => Promise.reject(new Error('changed my mind'))),
    ).rejects.toThrow('changed my mind');
    expect(await noteNames(db)).toEqual([]);
  });
}
