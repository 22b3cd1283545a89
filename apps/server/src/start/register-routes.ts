import type { Logger } from 'pino';
import type { FeatureContext } from '../features/feature.ts';
import { features } from '../features/features.ts';
import type { ApiApp } from '../http/api-app.ts';
import { createAuth } from '../http/auth.ts';
import { registerAuthRoutes, registerMe } from '../http/auth-routes.ts';
import { registerBlobLinks } from '../http/blob-link-routes.ts';
import { requireAccount } from '../http/identity.ts';
import { rememberIdentities } from '../http/identity-cache.ts';
import { registerSessionOptions } from '../http/session-options.ts';
import type { Adapters } from './adapters.ts';
import type { Settings } from './config.ts';
import { demoAccounts, demoPassword } from './demo-accounts.ts';

interface RouteParts {
  readonly settings: Settings;
  readonly adapters: Adapters;
  readonly context: FeatureContext;
  readonly log: Logger;
}

/** Everything that is asked for over HTTP, beside whether the process is well. */
export async function registerRoutes(app: ApiApp, parts: RouteParts): Promise<void> {
  const { settings, adapters, context, log } = parts;
  const { database, blobs, links, sessionKey } = adapters;
  const auth = rememberIdentities(
    createAuth(database.db, { ...settings, secret: sessionKey }, log),
  );
  registerAuthRoutes(app, auth);
  registerSessionOptions(app, auth, {
    publicUrl: settings.publicUrl,
    isSignUpOpen: settings.isSignUpOpen,
    demo: settings.isDemo
      ? { accounts: demoAccounts, password: demoPassword(adapters) }
      : undefined,
  });
  registerBlobLinks(app, blobs, links);
  for (const feature of features) feature.registerPublicRoutes?.(app, context);
  await app.register(async (scope) => {
    const api = scope as ApiApp;
    requireAccount(api, { auth, publicUrl: settings.publicUrl });
    registerMe(api);
    for (const feature of features) feature.registerRoutes?.(api, context);
  });
}
