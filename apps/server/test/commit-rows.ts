import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { openPglite } from '../src/infrastructure/pglite/open-pglite.ts';

/**
 * A process of its own, to be watched and killed from outside: opens the database of the folder that is its argument, adds
 * one row after the other, and says the number of each on the standard output once its commit was acknowledged. The second
 * argument says how many; without it, it goes on until it is killed.
 */
const [, , folder = '', count = 'Infinity'] = process.argv;
const { db, close } = await openPglite(folder);
await sql`create table if not exists kept (number integer primary key)`.execute(db);
const { rows } = await sql<{
  last: number;
}>`select coalesce(max(number), 0) as last from kept`.execute(db);
const last = rows[0]?.last ?? 0;
for (let number = last + 1; number <= last + Number(count); number += 1) {
  writeSync(1, `adding ${number}\n`);
  await sql`insert into kept (number) values (${number})`.execute(db);
  writeSync(1, `acknowledged ${number}\n`);
}
await close();
