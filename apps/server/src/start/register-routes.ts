import type { Logger } from 'pino';
import type { FeatureContext } from '../features/feature.ts';
import { features } from '../features/features.ts';
import { registerAccountList } from '../http/accounts/account-list-routes.ts';
import { registerOwnAccount } from '../http/accounts/own-account-routes.ts';
import type { ApiApp } from '../http/api-app.ts';
import { createAuth } from '../http/auth.ts';
import { registerAuthRoutes } from '../http/auth-routes.ts';
import { registerBlobLinks } from '../http/blob-link-routes.ts';
import { requireAccount } from '../http/identity.ts';
import { rememberIdentities } from '../http/identity-cache.ts';
import type { IdentityProvider } from '../http/organisation/identity-provider.ts';
import { registerOrganisationRoutes } from '../http/organisation/organisation-routes.ts';
import { registerSessionOptions } from '../http/session-options.ts';
import type { Adapters } from './adapters.ts';
import type { Settings } from './config.ts';
import { demoAccounts, demoPassword } from './demo-accounts.ts';

interface RouteParts {
  readonly settings: Settings;
  readonly adapters: Adapters;
  readonly context: FeatureContext;
  readonly log: Logger;
  readonly provider: IdentityProvider | undefined;
}

/** Everything that is asked for over HTTP, beside whether the process is well. */
export async function registerRoutes(app: ApiApp, parts: RouteParts): Promise<void> {
  const { settings, adapters, context, log, provider } = parts;
  const { database, blobs, links, sessionKey } = adapters;
  const { publicUrl, isSignUpOpen, hasLocalAccounts } = settings;
  const auth = rememberIdentities(
    createAuth(database.db, { ...settings, provider, secret: sessionKey }, log),
  );
  const waysIn = { hasLocalAccounts, organisation: provider?.name };
  registerAuthRoutes(app, auth, waysIn);
  if (provider) registerOrganisationRoutes(app, auth, provider.publicUrl);
  registerSessionOptions(app, auth, {
    ...waysIn,
    publicUrl,
    isSignUpOpen,
    demo: settings.isDemo
      ? { accounts: demoAccounts, password: demoPassword(adapters) }
      : undefined,
  });
  registerBlobLinks(app, blobs, links);
  for (const feature of features) feature.registerPublicRoutes?.(app, context);
  await app.register(async (scope) => {
    const api = scope as ApiApp;
    requireAccount(api, { auth, publicUrl });
    const accounts = { ...waysIn, db: database.db, auth };
    registerOwnAccount(api, accounts);
    registerAccountList(api, { ...accounts, publicBase: context.publicBase });
    for (const feature of features) feature.registerRoutes?.(api, context);
  });
}
