import { sql } from 'kysely';
import { afterAll, describe, expect, it } from 'vitest';
import { startPostgres } from '../../../test/postgres-server.ts';
import { databaseConformance } from '../conformance/database-conformance.ts';
import { queueConformance } from '../conformance/queue-conformance.ts';
import type { Database, Db } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';
import { embeddedQueues } from '../embedded-queue/embedded-queues.ts';
import { openPostgres } from './open-postgres.ts';

const server = await startPostgres();
if (server && !server.restart) {
  console.warn('\nSKIPPED: the server of TEST_DATABASE_URL is not ours to restart.\n');
}
afterAll(() => server?.stop());

async function openNew(): Promise<{ database: Database; url: string; remove(): Promise<void> }> {
  if (!server) throw new Error('There is no PostgreSQL');
  const { url, drop } = await server.createDatabase();
  const database = await openPostgres({ url, connections: 8, onTrouble: () => {} });
  return { database, url, remove: drop };
}

async function openMigrated() {
  const opened = await openNew();
  await migrate(opened.database);
  return opened;
}

describe.skipIf(!server)('a table in PostgreSQL as the queues', () => {
  queueConformance(async () => {
    const { database, remove } = await openMigrated();
    return {
      queues: embeddedQueues(database.db),
      close: () => database.close().then(remove),
    };
  });
});

describe.skipIf(!server)('PostgreSQL as the database', () => {
  databaseConformance(openMigrated);

  it('runs each migration once where several processes start at the same time', async () => {
    const { database, url, remove } = await openNew();
    const others = await Promise.all(
      [1, 2, 3].map(() => openPostgres({ url, connections: 2, onTrouble: () => {} })),
    );
    const all = [database, ...others];
    await Promise.all(all.map(migrate));
    const { rows } = await sql<{ name: string }>`select name from migrations`.execute(database.db);
    expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
    expect(rows.length).toBeGreaterThan(10);
    await Promise.all(all.map(({ close }) => close()));
    await remove();
  });

  it('goes on when a newer program has changed the tables', async () => {
    const { database, url, remove } = await openNew();
    const newer = await openPostgres({ url, connections: 1, onTrouble: () => {} });
    await newer.runScript('create table pages (name text); insert into pages values ($$a$$)');
    const read = (db: Db) =>
      sql`select * from pages where name = ${'a'}`.execute(db).then(({ rows }) => rows);
    expect(await read(database.db)).toEqual([{ name: 'a' }]);

    await newer.runScript('alter table pages add column number integer not null default 1');
    expect(await read(database.db)).toEqual([{ name: 'a', number: 1 }]);
    await newer.runScript('alter table pages drop column number');
    const reading = () => database.db.transaction().execute(read);
    await expect(reading()).rejects.toThrow('cached plan');
    expect(await reading()).toEqual([{ name: 'a' }]);
    await Promise.all([database.close(), newer.close()]);
    await remove();
  });

  it('lets one process at a time do exclusive work, and the others pass over it', async () => {
    const { database, url, remove } = await openNew();
    const other = await openPostgres({ url, connections: 1, onTrouble: () => {} });
    const working = Promise.withResolvers<void>();
    const begun = Promise.withResolvers<void>();
    const first = database.exclusively('sums', async () => {
      begun.resolve();
      await working.promise;
      return 'first';
    });
    await begun.promise;
    expect(await other.exclusively('sums', async () => 'second')).toBeUndefined();
    expect(await other.exclusively('others', async () => 'second')).toBe('second');
    working.resolve();
    expect(await first).toBe('first');
    expect(await other.exclusively('sums', async () => 'second')).toBe('second');
    await Promise.all([database.close(), other.close()]);
    await remove();
  });

  it.skipIf(!server?.restart)(
    'hears notifications again, and answers, after the server was restarted',
    async () => {
      const { database, remove } = await openNew();
      const heard = Promise.withResolvers<string>();
      const gap = Promise.withResolvers<void>();
      await database.listen('after', { onNotification: heard.resolve, onGap: gap.resolve });
      await server?.restart?.();
      const again = setInterval(() => {
        sql`select pg_notify('after', 'the restart')`.execute(database.db).catch(() => undefined);
      }, 200);
      expect(await heard.promise).toBe('the restart');
      await gap.promise;
      clearInterval(again);
      await database.close();
      await remove();
    },
  );

  it.skipIf(!server?.restart)(
    'survives a restart of the server while a connection is held, and works again after it',
    async () => {
      const { database, remove } = await openNew();
      const held = database.exclusively('held', async () => {
        await server?.restart?.();
        return 'done';
      });
      await expect(held).rejects.toThrow();
      const inTransaction = database.db.transaction().execute(async (trx) => {
        await sql`select 1`.execute(trx);
        await server?.restart?.();
        await sql`select 1`.execute(trx);
      });
      await expect(inTransaction).rejects.toThrow();
      expect(await database.exclusively('held', async () => 'again')).toBe('again');
      await database.close();
      await remove();
    },
  );

  it('says what is wrong, and no secret, where it cannot be reached or lets nobody in', async () => {
    const url = 'postgresql://nobody:hushhush@127.0.0.1:1/nothing';
    const opening = openPostgres({ url, connections: 1, onTrouble: () => {} });
    const error: unknown = await opening.catch((reason: unknown) => reason);
    expect(String(error)).toMatch(/^DatabaseUnavailableError: .*DATABASE_URL.*ECONNREFUSED/);
    expect(String(error)).not.toContain('hushhush');
  });
});
