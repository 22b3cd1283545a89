import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { PasswordLink } from '@taleport/contracts/accounts';
import { newPasswordPath } from '@taleport/contracts/routes/accounts';
import type { Db } from '../../infrastructure/database/database.ts';

const lifeMs = 3_600_000;

/**
 * Makes the one link with which somebody sets a new password; a link from before ends. better-auth ends it when it is used,
 * and finds it by its hash (`verification.storeIdentifier`), so what the database has opens nothing.
 */
export async function createPasswordLink(
  db: Db,
  userId: string,
  base: string,
): Promise<PasswordLink> {
  const token = randomBytes(32).toString('base64url');
  const expiresAt = new Date(Date.now() + lifeMs);
  const identifier = createHash('sha256').update(`reset-password:${token}`).digest('base64url');
  await db.transaction().execute(async (trx) => {
    await endPasswordLinks(trx, userId);
    await trx
      .insertInto('verification')
      .values({ id: randomUUID(), identifier, value: userId, expiresAt })
      .execute();
  });
  // Behind "#", so that no server and no proxy writes it into a log.
  return { url: `${base}${newPasswordPath}#${token}`, goodUntilUtc: expiresAt.toISOString() };
}

/** Nothing else that is waited for has an account for its value. */
export async function endPasswordLinks(db: Db, userId: string): Promise<void> {
  await db.deleteFrom('verification').where('value', '=', userId).execute();
}
