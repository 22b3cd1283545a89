import { sql } from 'kysely';
import type { Db, Trx } from './database.ts';

/**
 * A transaction whose commit waits for no disk (PostgreSQL, section 28.4, Asynchronous Commit). Only for what may be lost
 * in a crash because somebody makes up for it. A later commit that waits makes this one safe, too.
 */
export function withoutSync<Result>(db: Db, work: (trx: Trx) => Promise<Result>): Promise<Result> {
  return db.transaction().execute(async (trx) => {
    await sql`set local synchronous_commit to off`.execute(trx);
    return work(trx);
  });
}
