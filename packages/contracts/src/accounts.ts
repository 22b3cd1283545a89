import { z } from 'zod';
import { pageQuery, searchText, timeCursor } from './paging.ts';
import { nameLength } from './routes/accounts.ts';
import { instant, uuid } from './scalars.ts';

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

/** Who keeps the name and the password of an account: its owner, here; the organisation; or the demo, for everybody. */
const accountKeeper = z.enum(['owner', 'organisation', 'demo']);

/** How I get in, and where I am. */
export const ownAccess = z.object({
  keeper: accountKeeper,
  /** The latest first. */
  sessions: z.array(
    z.object({
      id: uuid,
      /** Whether it is the one that asks. */
      isCurrent: z.boolean(),
      /** What the browser says of itself, or null. */
      userAgent: z.string().nullable(),
      beganAtUtc: instant,
    }),
  ),
});
export const ownSessionParams = z.object({ sessionId: uuid });
export const renameBody = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(nameLength)
    .regex(/^\P{Cc}*$/u, { error: 'One line' }),
});

/** Every other session ends by it. */
export const changePasswordBody = z.object({
  currentPassword: z.string(),
  newPassword: z.string(),
});

const listedAccount = account.extend({
  keeper: accountKeeper,
  isSuspended: z.boolean(),
  createdAtUtc: instant,
});
export const accountListQuery = pageQuery(50).extend({
  /** A part of a name or of an e-mail address, whatever the case. */
  q: searchText.optional(),
});
/** The newest first. */
export const accountList = z.object({
  accounts: z.array(listedAccount),
  nextCursor: timeCursor.optional(),
});
export const accountParams = z.object({ accountId: uuid });
export const suspensionBody = z.strictObject({ isSuspended: z.boolean() });
/** It is good for one password, and nobody can see it again. */
export const passwordLink = z.object({ url: z.string(), goodUntilUtc: instant });

export type OwnAccess = z.infer<typeof ownAccess>;
export type OwnSession = OwnAccess['sessions'][number];
export type ListedAccount = z.infer<typeof listedAccount>;
export type AccountList = z.infer<typeof accountList>;
export type PasswordLink = z.infer<typeof passwordLink>;
export type SessionState = z.infer<typeof session>;
export type SessionOptions = z.infer<typeof sessionOptions>;
export type DemoAccount = SessionOptions['demoAccounts'][number];
export type Account = z.infer<typeof account>;
