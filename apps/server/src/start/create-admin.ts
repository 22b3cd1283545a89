import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { passwordLimits } from '@taleport/contracts/routes/accounts';
import { createAccount, findAccount, makeAdmin } from '../http/create-account.ts';
import { migrate } from '../infrastructure/database/migrate.ts';
import { openDatabase } from './adapters.ts';
import type { Settings } from './config.ts';

interface AskedAdmin {
  readonly email: string;
  readonly name: string;
  readonly 'password-stdin': boolean;
}

/** `taleport admin create`: the way to the first admin of a server. Resolves to the exit code. */
export async function createAdmin(
  settings: Settings,
  { email, name, ...rest }: AskedAdmin,
): Promise<number> {
  const elsewhere = rolesElsewhere(settings);
  if (elsewhere !== undefined) {
    console.error(elsewhere);
    return 1;
  }
  const given = rest['password-stdin'] ? await firstLine() : undefined;
  if (given !== undefined && !isLongEnough(given)) {
    console.error(`A password has ${passwordLimits.min} to ${passwordLimits.max} characters.`);
    return 1;
  }
  const database = await openDatabase(settings);
  try {
    await migrate(database);
    const there = await findAccount(database.db, email);
    if (there) {
      await makeAdmin(database.db, there.id);
      console.log(`${email} is an admin now, and signs in as before.`);
      return 0;
    }
    if (!settings.hasLocalAccounts) {
      console.error(
        `Nobody here is called ${email}, and LOCAL_ACCOUNTS is off. Let them sign in with ${settings.organisation?.name} once, then run this again.`,
      );
      return 1;
    }
    const password = given ?? randomBytes(12).toString('base64url');
    await createAccount(database.db, { email, name, password, role: 'admin' });
    console.log(
      `${email} is an admin.${given === undefined ? ` The password is ${password}` : ''}`,
    );
    return 0;
  } finally {
    await database.close();
  }
}

/** What to do where an admin made here would be none after the next sign-in. */
function rolesElsewhere({ hasLocalAccounts, organisation }: Settings): string | undefined {
  if (hasLocalAccounts || !organisation?.admins) return undefined;
  const { claim, values } = organisation.admins;
  return `LOCAL_ACCOUNTS is off, and who is an admin is said by ${organisation.issuer}: give them ${values.join(' or ')} there, in the claim ${claim}. They are an admin when they sign in next.`;
}

function isLongEnough({ length }: string): boolean {
  return length >= passwordLimits.min && length <= passwordLimits.max;
}

async function firstLine(): Promise<string> {
  for await (const line of createInterface({ input: process.stdin })) return line;
  return '';
}
