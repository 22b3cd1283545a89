import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** A transaction that has written a note and stays open until it is told how to end. */
export async function openTransaction(db: Db, name: string) {
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

/** Of the table that the conformance suite of the database makes. */
export async function addNote(db: Db, name: string): Promise<void> {
  await sql`insert into notes values (${name}, 1)`.execute(db);
}

export async function noteNames(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select name from notes order by name`.execute(db);
  return rows.map((row) => row.name);
}
