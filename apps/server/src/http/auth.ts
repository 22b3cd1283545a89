import { type Account, accountRole, passwordLimits } from '@taleport/contracts/accounts';
import { betterAuth } from 'better-auth';
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
  /** Whose cookie or bearer token this is, or undefined. */
  identify(headers: Headers): Promise<Account | undefined>;
}

/** Local accounts: e-mail and password, with a session that is a cookie for browsers and a bearer token for scripts. */
export function createAuth(db: Db, settings: AuthSettings, log: Logger): Auth {
  const auth = betterAuth({
    database: { db, type: 'postgres' },
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
    session: { cookieCache: { enabled: true, maxAge: 60 } },
    rateLimit: { enabled: settings.isProduction, storage: 'database' },
    advanced: {
      database: { generateId: 'uuid' },
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      useSecureCookies: settings.publicUrl?.startsWith('https:') ?? false,
    },
    plugins: [bearer()],
    telemetry: { enabled: false },
    logger: { log: (level, message) => log[level]({ from: 'better-auth' }, message) },
  });

  return {
    handle: (request) => auth.handler(request),
    async identify(headers) {
      const session = await auth.api.getSession({ headers });
      if (!session) return undefined;
      const { id, email, name, role } = session.user;
      return { id, email, name, role: accountRole.parse(role) };
    },
  };
}
