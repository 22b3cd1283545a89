import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Database } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { addNote, noteNames, openTransaction } from './notes.ts';
import { notificationConformance } from './notification-conformance.ts';
import { transactionConformance } from './transaction-conformance.ts';

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

  describe('a transaction', () => transactionConformance(database));
  describe('an error', () => errors(database));
  describe('a notification', () => notificationConformance(database));
  describe('a value', () => values(database));
  describe('exclusive work', () => exclusiveWork(database));
  describe('a script', () => scripts(database));
  describe('the migrations', () => migrations(database));
  describe('closing', () => closing(open));
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
