import { keeperOf } from '../http/accounts/accounts-storage.ts';
import { createPasswordLink } from '../http/accounts/password-links.ts';
import { findAccount } from '../http/create-account.ts';
import { migrate } from '../infrastructure/database/migrate.ts';
import { openDatabase } from './adapters.ts';
import type { Settings } from './config.ts';

/** `taleport admin reset-password`: a link for whoever no other admin can send one. Resolves to the exit code. */
export async function resetPassword(settings: Settings, email: string): Promise<number> {
  const database = await openDatabase(settings);
  try {
    await migrate(database);
    const account = await findAccount(database.db, email);
    const keeper = account && (await keeperOf(database.db, account.id));
    if (!account || keeper !== 'owner' || !settings.hasLocalAccounts) {
      console.error(`Nobody here is called ${email} and signs in with a password.`);
      return 1;
    }
    const base = settings.publicUrl ?? `http://localhost:${settings.port}`;
    const { url } = await createPasswordLink(database.db, account.id, base);
    console.log(`With this link ${email} sets a new password, once and within an hour:\n${url}`);
    return 0;
  } finally {
    await database.close();
  }
}
