import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database, Db } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { notificationConformance } from './notification-conformance.ts';

export interface OpenDatabase {
  readonly database: Database;
  /** Removes what the closed database has left. */
  remove(): Promise<void>;
}

/** What every adapter of the database port has to do. `open` gives a database of its own each time. */
export function databaseConformance(open: () => Promise<OpenDatabase>): void {
  let opened: OpenDatabase;
  const database = () => opened.database;
  beforeAll(async () => {
    opened = await open();
    await database().runScript('create table notes (name text primary key, count int not null)');
  });
  beforeEach(() => sql`truncate notes`.execute(database().db));
  afterAll(async () => {
    await database().close();
    await opened.remove();
  });

  describe('a transaction', () => transactions(database));
  describe('an error', () => errors(database));
  describe('a notification', () => notificationConformance(database));
  describe('a value', () => values(database));
  describe('exclusive work', () => exclusiveWork(database));
  describe('a script', () => scripts(database));
  describe('the migrations', () => migrations(database));
  describe('closing', () => closing(open));
}

function transactions(database: () => Database): void {
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

function errors(database: () => Database): void {
  it('has the code of PostgreSQL', async () => {
    const { db } = database();
    await addNote(db, 'a');
    await expect(addNote(db, 'a')).rejects.toMatchObject({
      code: '23505',
      constraint: 'notes_pkey',
    });
    await expect(sql`select 1 +`.execute(db)).rejects.toMatchObject({ code: '42601' });
    await expect(sql`select 1 / ${0}::int`.execute(db)).rejects.toMatchObject({ code: '22012' });
  });

  it('leaves the session good for what comes next', async () => {
    const { db, runScript } = database();
    for (const round of ['a', 'b', 'c']) {
      await expect(sql`select nonsense`.execute(db)).rejects.toThrow('nonsense');
      const failing = db.transaction().execute((trx) => sql`select nonsense`.execute(trx));
      await expect(failing).rejects.toThrow('nonsense');
      await expect(runScript('select 1; select nonsense')).rejects.toThrow('nonsense');
      await db.transaction().execute((trx) => addNote(trx, round));
    }
    expect(await noteNames(db)).toEqual(['a', 'b', 'c']);
  });
}

function exclusiveWork(database: () => Database): void {
  it('has the database to itself for what it asks, and gives its result', async () => {
    const { db, exclusively } = database();
    const count = await exclusively('notes', async () => {
      await addNote(db, 'exclusive');
      return noteNames(db);
    });
    expect(count).toEqual(['exclusive']);
  });

  it('that fails throws its error, and can be done again', async () => {
    const { exclusively } = database();
    const failing = exclusively('notes', () => Promise.reject(new Error('no luck')));
    await expect(failing).rejects.toThrow('no luck');
    expect(await exclusively('notes', async () => 'done')).toBe('done');
  });
}

function values(database: () => Database): void {
  it('comes as the type that the tables declare', async () => {
    const { rows } = await sql`
      select
        9007199254740991::int8 as int8,
        (select count(*) from notes) as counted,
        '2026-11-23 20:15:00.123+02'::timestamptz as timestamptz,
        null::timestamptz as nothing,
        '{"a":[1,{"b":null}]}'::jsonb as jsonb,
        array['a', 'b"c', 'd,e']::text[] as texts,
        true as flag,
        '0190f6a0-0000-7000-8000-000000000000'::uuid as uuid
    `.execute(database().db);
    expect(rows).toEqual([
      {
        int8: 9007199254740991,
        counted: 0,
        timestamptz: new Date('2026-11-23T18:15:00.123Z'),
        nothing: null,
        jsonb: { a: [1, { b: null }] },
        texts: ['a', 'b"c', 'd,e'],
        flag: true,
        uuid: '0190f6a0-0000-7000-8000-000000000000',
      },
    ]);
  });

  it('goes in as it comes out', async () => {
    const date = new Date('2026-02-28T23:59:59.999Z');
    const texts = ['O\'Neil \\ "{}"', 'Árvíztűrő 🐘 語', ''];
    const json = { text: texts, number: 0.1, nested: { deep: [null, true] } };
    const { rows } = await sql`
      select
        ${date}::timestamptz as date, ${texts}::text[] as texts, ${JSON.stringify(json)}::jsonb as json,
        ${9007199254740991}::int8 as int8, ${'b'} = any(${['a', 'b']}::text[]) as found
    `.execute(database().db);
    expect(rows).toEqual([{ date, texts, json, int8: 9007199254740991, found: true }]);
  });

  it('counts the rows that a change touched', async () => {
    const { db } = database();
    const insert = await sql`insert into notes values ('a', 1), ('b', 1)`.execute(db);
    const update = await sql`update notes set count = 2 where name = 'c'`.execute(db);
    expect([insert.numAffectedRows, update.numAffectedRows]).toEqual([2n, 0n]);
  });
}

function scripts(database: () => Database): void {
  it('runs several statements', async () => {
    const { db, runScript } = database();
    await runScript("insert into notes values ('a', 1); -- and\ninsert into notes values ('b', 1)");
    expect(await noteNames(db)).toEqual(['a', 'b']);
  });

  it('changes nothing when one of them fails', async () => {
    const { db, runScript } = database();
    const script = "create table half (id int); insert into notes values ('a', 1); select 1 / 0";
    await expect(runScript(script)).rejects.toThrow('division by zero');
    expect(await noteNames(db)).toEqual([]);
    const { rows } = await sql`select to_regclass('half') as half`.execute(db);
    expect(rows).toEqual([{ half: null }]);
  });
}

function migrations(database: () => Database): void {
  it('run once, each with its record', async () => {
    const { db } = database();
    await migrate(database());
    const before = await sql`select name, sha256, run_at from migrations order by name`.execute(db);
    await migrate(database());
    const after = await sql`select name, sha256, run_at from migrations order by name`.execute(db);
    expect(before.rows[0]).toMatchObject({ name: 'V0001__create_accounts.sql' });
    expect(after.rows).toEqual(before.rows);
  });

  it('are refused on a database that a later version has changed', async () => {
    const { db } = database();
    await migrate(database());
    await sql`insert into migrations values ('V9999__from_the_future.sql', 'x')`.execute(db);
    await expect(migrate(database())).rejects.toThrow('V9999__from_the_future.sql');
    await sql`delete from migrations where sha256 = 'x'`.execute(db);
  });

  it('are refused when one of them is not the one that was run', async () => {
    const { db } = database();
    await migrate(database());
    await sql`update migrations set sha256 = reverse(sha256) where name like 'V0003%'`.execute(db);
    await expect(migrate(database())).rejects.toThrow('V0003');
    await sql`update migrations set sha256 = reverse(sha256) where name like 'V0003%'`.execute(db);
    await expect(migrate(database())).resolves.toBeUndefined();
  });
}

function closing(open: () => Promise<OpenDatabase>): void {
  it('waits for an open transaction, and refuses everything after', async () => {
    const { database, remove } = await open();
    await database.runScript('create table notes (name text primary key, count int not null)');
    const last = await openTransaction(database.db, 'last');
    const closed = database.close();
    const tooLate = Promise.allSettled([
      database.db.transaction().execute((trx) => addNote(trx, 'late')),
      addNote(database.db, 'late'),
    ]);
    last.commit();
    await last.ended;
    await closed;
    const outcomes = await tooLate;
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['rejected', 'rejected']);
    const afterwards = database.db.transaction().execute((trx) => addNote(trx, 'late'));
    await expect(afterwards).rejects.toThrow(/closed|destroyed/);
    await remove();
  });
}

/** A transaction that has written a note and stays open until it is told how to end. */
async function openTransaction(db: Db, name: string) {
  const begun = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  const ended = db.transaction().execute(async (trx) => {
    await addNote(trx, name);
    begun.resolve();
    await end.promise;
  });
  await begun.promise;
  return { ended, commit: end.resolve, rollBack: () => end.reject(new Error('rolled back')) };
}

async function addNote(db: Db, name: string): Promise<void> {
  await sql`insert into notes values (${name}, 1)`.execute(db);
}

async function noteNames(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from notes order by name`.execute(db);
  return rows.map((row) => row.name);
}
