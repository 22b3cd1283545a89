import { type Account, accountRole } from '@taleport/contracts/accounts';
import { nameLength, passwordLimits } from '@taleport/contracts/routes/accounts';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { bearer } from 'better-auth/plugins';
import type { Logger } from 'pino';
import type { Db } from '../infrastructure/database/database.ts';

export interface AuthSettings {
  readonly secret: string;
  /** Where browsers reach the server, or undefined where that is whatever address they use. */
  readonly publicUrl: string | undefined;
  readonly isProduction: boolean;
  readonly isSignUpOpen: boolean;
}

/** The address of the client as the server sees it, passed on under a name that clients cannot set. */
export const clientAddressHeader = 'x-taleport-client-address';

export interface Auth {
  /** Answers the routes under `/api/auth`. */
  handle(request: Request): Promise<Response>;
  /** Whose cookie or bearer token this is, or undefined; with the cookies of a session that was renewed by it. */
  identify(headers: Headers): Promise<{ account: Account; cookies: string[] } | undefined>;
}

/** Local accounts: e-mail and password, with a session that is a cookie for browsers and a bearer token for scripts. */
export function createAuth(db: Db, settings: AuthSettings, log: Logger): Auth {
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
      enabled: true,
      disableSignUp: !settings.isSignUpOpen,
      minPasswordLength: passwordLimits.min,
      maxPasswordLength: passwordLimits.max,
    },
    user: {
      additionalFields: { role: { type: 'string', defaultValue: 'creator', input: false } },
    },
    databaseHooks: { user: { create: { before: async (user) => ({ data: plainUser(user) }) } } },
    rateLimit: { enabled: settings.isProduction, storage: 'database' },
    advanced: {
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      useSecureCookies: settings.publicUrl?.startsWith('https:') ?? false,
    },
    plugins: [bearer({ requireSignature: true })],
    telemetry: { enabled: false },
    // Errors are answered and logged where those of every route are.
    onAPIError: { throw: true },
    logger: { log: (level, message) => log[level]({ from: 'better-auth' }, message) },
  });

  return {
    handle: (request) => auth.handler(request),
    async identify(headers) {
      const found = await auth.api.getSession({ headers, returnHeaders: true });
      if (!found.response) return undefined;
      const { id, email, name, role } = found.response.user;
      const account = { id, email, name, role: accountRole.parse(role) };
      return { account, cookies: found.headers.getSetCookie() };
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
