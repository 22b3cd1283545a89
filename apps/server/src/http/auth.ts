import { type Account, accountRole } from '@taleport/contracts/accounts';
import { nameLength, passwordLimits } from '@taleport/contracts/routes/accounts';
import { type BetterAuthOptions, betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { bearer } from 'better-auth/plugins';
import type { Logger } from 'pino';
import type { Db } from '../infrastructure/database/database.ts';
import type { IdentityProvider } from './organisation/identity-provider.ts';
import {
  type OrganisationSignIn,
  organisationSignIn,
} from './organisation/organisation-sign-in.ts';

export interface AuthSettings {
  readonly secret: string;
  /** Where browsers reach the server, or undefined where that is whatever address they use. */
  readonly publicUrl: string | undefined;
  /** Whether others than this machine can be expected, whose attempts are counted. */
  readonly isForOthers: boolean;
  readonly isSignUpOpen: boolean;
  readonly hasLocalAccounts: boolean;
  /** Whether the accounts that are there to try the server out can be used. */
  readonly isDemo: boolean;
  /** Where else people sign in, or undefined. */
  readonly provider: IdentityProvider | undefined;
}

/** The address of the client as the server sees it, passed on under a name that clients cannot set. */
export const clientAddressHeader = 'x-taleport-client-address';

export interface Auth {
  /** Answers the routes under `/api/auth`. */
  handle(request: Request): Promise<Response>;
  /** Whose cookie or bearer token this is, or undefined. */
  identify(headers: Headers): Promise<Identity | undefined>;
}

export interface Identity {
  readonly account: Account;
  readonly sessionId: string;
  /** Those of a session that was renewed by the question. */
  readonly cookies: string[];
}

/**
 * Local accounts with e-mail and password, and those of an organisation; with a session that is a cookie for browsers and a
 * bearer token for scripts.
 */
export function createAuth(db: Db, settings: AuthSettings, log: Logger): Auth {
  const organisation = settings.provider && organisationSignIn(db, settings.provider);
  const auth = betterAuth({
    database: { db, type: 'postgres' },
    // As a list, so that no variable of the environment takes its place.
    secrets: [{ version: 1, value: settings.secret }],
    secret: settings.secret,
    basePath: '/api/auth',
    baseURL: settings.publicUrl ?? 'http://localhost',
    trustedOrigins: (request) =>
      settings.publicUrl || !request ? [] : [new URL(request.url).origin],
    emailAndPassword: {
      enabled: settings.hasLocalAccounts,
      disableSignUp: !settings.isSignUpOpen,
      minPasswordLength: passwordLimits.min,
      maxPasswordLength: passwordLimits.max,
      revokeSessionsOnPasswordReset: true,
    },
    // What a password can be set with is nowhere in the database.
    verification: { storeIdentifier: 'hashed' },
    user: {
      additionalFields: {
        role: { type: 'string', defaultValue: 'creator', input: false },
        isDemo: { type: 'boolean', defaultValue: false, input: false },
        isSuspended: { type: 'boolean', defaultValue: false, input: false },
      },
    },
    // What the provider says of people is looked at when they sign in: so they have to, seven days after the last time.
    session: { disableSessionRefresh: organisation !== undefined },
    account: {
      // What is between a request to the provider and its answer is in a cookie: who never comes back leaves nothing here.
      storeStateStrategy: 'cookie',
      updateAccountOnSignIn: false,
      // Nobody's address is verified here. Only a provider that says so of the same address gives somebody the account.
      accountLinking: { requireLocalEmailVerified: false },
    },
    databaseHooks: databaseHooks(db, settings, organisation),
    rateLimit: attemptLimits(settings),
    advanced: {
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      useSecureCookies: settings.publicUrl?.startsWith('https:') ?? false,
    },
    plugins: [bearer({ requireSignature: true }), ...(organisation ? [organisation.plugin] : [])],
    telemetry: { enabled: false },
    // Errors are answered and logged where those of every route are.
    onAPIError: { throw: true, errorURL: `${settings.publicUrl ?? ''}/sign-in` },
    logger: {
      log: (level, message, ...details) =>
        log[level]({ from: 'better-auth', ...providerError(details) }, message),
    },
  });

  return {
    handle: (request) =>
      organisation ? organisation.inRequest(() => auth.handler(request)) : auth.handler(request),
    async identify(headers) {
      const found = await auth.api.getSession({ headers, returnHeaders: true });
      if (!found.response) return undefined;
      const { user, session } = found.response;
      const { id, email, name, role, isDemo, isSuspended } = user;
      if (isSuspended || (isDemo && !settings.isDemo)) return undefined;
      const account = { id, email, name, role: accountRole.parse(role) };
      return { account, sessionId: session.id, cookies: found.headers.getSetCookie() };
    },
  };
}

function attemptLimits({ isForOthers }: AuthSettings): NonNullable<BetterAuthOptions['rateLimit']> {
  return {
    enabled: isForOthers,
    storage: 'database',
    customRules: {
      // A whole organisation can come from one address in the morning, and there is no password to guess.
      '/sign-in/social': { window: 10, max: 100 },
      '/reset-password': { window: 10, max: 3 },
    },
  };
}

function databaseHooks(
  db: Db,
  { isDemo }: AuthSettings,
  organisation: OrganisationSignIn | undefined,
): NonNullable<BetterAuthOptions['databaseHooks']> {
  return {
    ...organisation?.hooks,
    user: { create: { before: async (user) => ({ data: plainUser(user) }) } },
    session: {
      create: {
        async before({ userId }) {
          await refuseClosedAccount(db, userId, isDemo);
          await organisation?.follow(userId);
        },
      },
    },
  };
}

/** A name that can be shown, and nothing else that its owner says of itself. */
function plainUser<User extends { name: string }>(user: User): User & { image: null } {
  if (user.name.length > nameLength || /\p{Cc}/u.test(user.name)) {
    throw new APIError('BAD_REQUEST', {
      code: 'NAME_NOT_VALID',
      message: `A name has at most ${nameLength} characters, on one line.`,
    });
  }
  return { ...user, image: null };
}

async function refuseClosedAccount(db: Db, userId: string, isDemo: boolean): Promise<void> {
  const user = await db
    .selectFrom('user')
    .select(['isDemo', 'isSuspended'])
    .where('id', '=', userId)
    .executeTakeFirst();
  if (user?.isSuspended) {
    throw new APIError('FORBIDDEN', {
      code: 'ACCOUNT_SUSPENDED',
      message: 'This account was suspended. Ask your administrator.',
    });
  }
  // The password of a demo account was on a terminal, and everybody could be its admin.
  if (isDemo || !user?.isDemo) return;
  throw new APIError('FORBIDDEN', {
    code: 'DEMO_OFF',
    message:
      'This account was for trying Taleport out. Sign in with an account of your own, or ask your administrator for one.',
  });
}

/** The code with which a provider refuses (RFC 6749, section 5.2). What else comes with an error can be a secret. */
function providerError([error]: readonly unknown[]): { code?: string } {
  if (typeof error !== 'object' || error === null || !('error' in error)) return {};
  return typeof error.error === 'string' ? { code: error.error } : {};
}
