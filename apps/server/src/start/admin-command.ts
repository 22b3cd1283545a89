import { parseArgs } from 'node:util';
import { nameLength } from '@taleport/contracts/routes/accounts';
import { z } from 'zod';
import { readSettings } from './config.ts';
import { createAdmin } from './create-admin.ts';
import { explain } from './explain.ts';
import { resetPassword } from './reset-password.ts';

const usage = `Usage: taleport admin create --email ADDRESS [--name NAME] [--password-stdin]
       taleport admin reset-password --email ADDRESS

create makes an admin, or makes an account that is there an admin. Without --password-stdin a password is made and shown.
reset-password prints a link with which somebody sets a new password, once and within an hour.`;

const email = z.email();
const commands = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('create'),
    email,
    name: z.string().min(1).max(nameLength).default('Admin'),
    'password-stdin': z.boolean().default(false),
  }),
  z.strictObject({ command: z.literal('reset-password'), email }),
]);

/** `taleport admin …`: what can be done about accounts where nobody can sign in. Resolves to the exit code. */
export async function runAdminCommand(args: readonly string[]): Promise<number> {
  const asked = parseCommand(args);
  if (!asked) {
    console.error(usage);
    return 2;
  }
  try {
    const settings = readSettings(process.env);
    return asked.command === 'create'
      ? await createAdmin(settings, asked)
      : await resetPassword(settings, asked.email);
  } catch (error) {
    console.error(explain(error));
    return 1;
  }
}

function parseCommand(args: readonly string[]): z.infer<typeof commands> | undefined {
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
    return commands.safeParse({ ...values, command: positionals.join() }).data;
  } catch {
    // An option that does not exist: the usage says which do.
    return undefined;
  }
}
