import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { nameLength, passwordLimits } from '@taleport/contracts/routes/accounts';
import { z } from 'zod';
import { createAccount, findAccount, makeAdmin } from '../http/create-account.ts';
import { migrate } from '../infrastructure/database/migrate.ts';
import { openDatabase } from './adapters.ts';
import { readSettings, type Settings } from './config.ts';
import { explain } from './explain.ts';

const usage = `Usage: taleport admin create --email ADDRESS [--name NAME] [--password-stdin]

Makes an admin, or makes an account that is there an admin. Without --password-stdin a password is made and shown.`;

const options = z.object({
  email: z.email(),
  name: z.string().min(1).max(nameLength).default('Admin'),
  'password-stdin': z.boolean().default(false),
});

/** `taleport admin create`: the way to the first admin of a server. Resolves to the exit code. */
export async function createAdmin(args: readonly string[]): Promise<number> {
  const asked = parseOptions(args);
  if (!asked) {
    console.error(usage);
    return 2;
  }
  try {
    return await createOrPromote(asked);
  } catch (error) {
    console.error(explain(error));
    return 1;
  }
}

function parseOptions(args: readonly string[]): z.infer<typeof options> | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        email: { type: 'string' },
        name: { type: 'string' },
        'password-stdin': { type: 'boolean' },
      },
    });
    return positionals.join() === 'create' ? options.safeParse(values).data : undefined;
  } catch {
    // An option that does not exist: the usage says which do.
    return undefined;
  }
}

async function createOrPromote({ email, name, ...rest }: z.infer<typeof options>): Promise<number> {
  const settings = readSettings(process.env);
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
