import { randomUUID } from 'node:crypto';
import type { Account } from '@taleport/contracts/accounts';
import { hashPassword } from 'better-auth/crypto';
import type { Db } from '../infrastructure/database/database.ts';

interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly role: Account['role'];
  /** Whether it is there to try the server out, and cannot be used otherwise. */
  readonly isDemo?: boolean;
}

/**
 * Makes a local account without the routes, so that it also works where sign-up is closed; all of it in one transaction.
 * Undefined, with nothing changed, when somebody has this e-mail address.
 */
export async function createAccount(
  db: Db,
  { email, name, password, role, isDemo = false }: NewAccount,
): Promise<Account | undefined> {
  const hashed = await hashPassword(password);
  return db.transaction().execute(async (trx) => {
    const user = await trx
      .insertInto('user')
      .values({ email: email.toLowerCase(), name, role, isDemo, emailVerified: false })
      .onConflict((conflict) => conflict.column('email').doNothing())
      .returning(['id', 'email', 'name', 'role'])
      .executeTakeFirst();
    if (!user) return undefined;
    await trx
      .insertInto('account')
      .values({
        // As better-auth writes it: an account of its own kind is named by its user.
        accountId: user.id,
        providerId: 'credential',
        userId: user.id,
        password: hashed,
        id: randomUUID(),
        updatedAt: new Date(),
      })
      .execute();
    return user;
  });
}

export function findAccount(
  db: Db,
  email: string,
): Promise<(Account & { isDemo: boolean }) | undefined> {
  return db
    .selectFrom('user')
    .select(['id', 'email', 'name', 'role', 'isDemo'])
    .where('email', '=', email.toLowerCase())
    .executeTakeFirst();
}

export async function makeAdmin(db: Db, userId: string): Promise<void> {
  await db.updateTable('user').set({ role: 'admin' }).where('id', '=', userId).execute();
}
