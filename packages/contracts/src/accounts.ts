import { z } from 'zod';

export const accountRole = z.enum(['creator', 'admin']);

export const account = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: accountRole,
});

/** What whoever is not signed in yet may know. */
export const sessionOptions = z.object({
  isSignUpOpen: z.boolean(),
  /** Accounts to try the server out with; none outside of a demo. */
  demoAccounts: z.array(account.pick({ email: true, name: true, role: true })),
});
export const demoSignInBody = z.strictObject({ email: z.string() });

export type SessionOptions = z.infer<typeof sessionOptions>;
export type DemoAccount = SessionOptions['demoAccounts'][number];
export type Account = z.infer<typeof account>;
