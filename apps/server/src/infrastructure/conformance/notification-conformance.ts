import { sql } from 'kysely';
import { expect, it } from 'vitest';
import type { Database, Db } from '../database/database.ts';

/** What LISTEN and NOTIFY of every adapter of the database port have to do. */
export function notificationConformance(database: () => Database): void {
  it('reaches all who listen on its channel, and nobody else', async () => {
    const { db, listen } = database();
    const channel = await hear(listen, 'news');
    const also = await hear(listen, 'news');
    const other = await hear(listen, 'other');
    await notify(db, 'news', 'one');
    await notify(db, 'other', 'two');
    expect(await Promise.all([channel.next(), also.next(), other.next()])).toEqual([
      'one',
      'one',
      'two',
    ]);
    await Promise.all([channel.stop(), also.stop(), other.stop()]);
  });

  it('does not reach those who have stopped listening', async () => {
    const { db, listen } = database();
    const stopped = await hear(listen, 'news');
    const listening = await hear(listen, 'news');
    await stopped.stop();
    await notify(db, 'news', 'one');
    expect(await listening.next()).toBe('one');
    expect(stopped.all).toEqual([]);
    await listening.stop();
  });

  it('comes with the commit of its transaction, and not without', async () => {
    const { db, listen } = database();
    const channel = await hear(listen, 'news');
    const lost = db.transaction().execute(async (trx) => {
      await notify(trx, 'news', 'lost');
      throw new Error('rolled back');
    });
    await expect(lost).rejects.toThrow('rolled back');
    await db.transaction().execute(async (trx) => {
      await notify(trx, 'news', 'kept');
      await sql`select 1`.execute(trx);
      expect(channel.all).toEqual([]);
    });
    expect(await channel.next()).toBe('kept');
    expect(channel.all).toEqual(['kept']);
    await channel.stop();
  });
}

async function notify(db: Db, channel: string, payload: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${payload})`.execute(db);
}

/** What has been heard on a channel, and how to wait for the next. */
async function hear(listen: Database['listen'], channel: string) {
  const all: string[] = [];
  let heard = Promise.withResolvers<string>();
  const stop = await listen(channel, {
    onNotification(payload) {
      all.push(payload);
      heard.resolve(payload);
    },
  });
  return {
    all,
    stop,
    async next() {
      const payload = await heard.promise;
      heard = Promise.withResolvers();
      return payload;
    },
  };
}
