import { z } from 'zod';

export const accountRole = z.enum(['creator', 'admin']);

export const account = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  role: accountRole,
});

/** Whose session a browser has, for its first question. */
export const session = z.object({ account: account.nullable() });

/** What whoever is not signed in yet may know. */
export const sessionOptions = z.object({
  isSignUpOpen: z.boolean(),
  /** Whether one can sign in with an e-mail address and a password. */
  hasLocalAccounts: z.boolean(),
  /** Where else one can sign in, by OpenID Connect; null where nowhere else. */
  organisation: z.object({ name: z.string() }).nullable(),
  /** Accounts to try the server out with; none outside of a demo. */
  demoAccounts: z.array(account.pick({ email: true, name: true, role: true })),
});
/** `next` is the page of the studio to lead to: a path of this server, never another host. */
export const organisationSignInQuery = z.object({
  next: z
    .string()
    .max(2_000)
    .regex(/^\/(?![/\\])/)
    .default('/library'),
  /** The e-mail address of whoever is expected, for the provider to offer. */
  hint: z.string().max(320).optional(),
});
export const demoSignInBody = z.strictObject({ email: z.string() });

export type SessionState = z.infer<typeof session>;
export type SessionOptions = z.infer<typeof sessionOptions>;
export type DemoAccount = SessionOptions['demoAccounts'][number];
export type Account = z.infer<typeof account>;
