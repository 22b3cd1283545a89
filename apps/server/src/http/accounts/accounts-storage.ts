import type { accountListQuery, ListedAccount, OwnSession } from '@taleport/contracts/accounts';
import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Db } from '../../infrastructure/database/database.ts';
import { cutPage, isPast, timeCursorOf } from '../../infrastructure/database/time-page.ts';

const order = { time: 'user.createdAt', id: 'user.id' };

/** Who has no password here comes from the organisation. */
const keeper: RawBuilder<ListedAccount['keeper']> = sql`case
  when "user"."isDemo" then 'demo'
  when exists (
    select from account where account."userId" = "user".id and account."providerId" = 'credential'
  ) then 'owner'
  else 'organisation'
end`;

/** A page of all accounts, or of those whose name or address has a text in it. */
export async function listAccounts(
  db: Db,
  { q, cursor, limit }: z.infer<typeof accountListQuery>,
): Promise<{ accounts: ListedAccount[]; nextCursor?: string }> {
  let accounts = db
    .selectFrom('user')
    .select(['id', 'email', 'name', 'role', 'isSuspended', 'createdAt'])
    .select([keeper.as('keeper'), timeCursorOf(order).as('cursor')])
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1);
  if (q !== undefined) {
    const named = sql`searchable("user".name || ' ' || "user".email)`;
    accounts = accounts.where(sql<boolean>`position(searchable(${q.trim()}) in ${named}) > 0`);
  }
  if (cursor !== undefined) accounts = accounts.where(isPast(cursor, order));
  const { page, next } = cutPage(await accounts.execute(), limit);
  return {
    accounts: page.map(({ cursor: _, createdAt, ...account }) => ({
      ...account,
      createdAtUtc: createdAt.toISOString(),
    })),
    ...next,
  };
}

/** Who keeps the name and the password of an account; undefined where there is no such account. */
export async function keeperOf(
  db: Db,
  userId: string,
): Promise<ListedAccount['keeper'] | undefined> {
  const user = await db
    .selectFrom('user')
    .select(keeper.as('keeper'))
    .where('id', '=', userId)
    .executeTakeFirst();
  return user?.keeper;
}

export async function rename(db: Db, userId: string, name: string): Promise<void> {
  await db.updateTable('user').set({ name }).where('id', '=', userId).execute();
}

/** Whoever is kept out is out at once, with every session. False where there is no such account. */
export function suspend(db: Db, userId: string, isSuspended: boolean): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const [{ numUpdatedRows } = { numUpdatedRows: 0n }] = await trx
      .updateTable('user')
      .set({ isSuspended })
      .where('id', '=', userId)
      .execute();
    if (isSuspended) await trx.deleteFrom('session').where('userId', '=', userId).execute();
    return numUpdatedRows > 0n;
  });
}

/** The sessions of an account that are still good, the latest first. */
export async function listSessions(db: Db, userId: string, currentId: string) {
  const sessions = await db
    .selectFrom('session')
    .select(['id', 'userAgent', 'createdAt'])
    .where('userId', '=', userId)
    .where('expiresAt', '>', sql<Date>`now()`)
    .orderBy('createdAt', 'desc')
    .execute();
  return sessions.map(
    ({ id, userAgent, createdAt }): OwnSession => ({
      id,
      isCurrent: id === currentId,
      userAgent,
      beganAtUtc: createdAt.toISOString(),
    }),
  );
}

/** False where the account has no such session. */
export async function endSession(db: Db, userId: string, sessionId: string): Promise<boolean> {
  const ended = await db
    .deleteFrom('session')
    .where('id', '=', sessionId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return ended.numDeletedRows > 0n;
}
