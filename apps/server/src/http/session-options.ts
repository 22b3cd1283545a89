import {
  type DemoAccount,
  demoSignInBody,
  session,
  sessionOptions,
} from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import type { ApiApp } from './api-app.ts';
import type { Auth } from './auth.ts';
import { handleAuth } from './auth-routes.ts';
import { refuseCrossSite, webHeaders } from './identity.ts';
import { forEverybody } from './openapi.ts';
import { notFound } from './problem.ts';

interface SignInOptions {
  readonly publicUrl: string | undefined;
  readonly isSignUpOpen: boolean;
  readonly hasLocalAccounts: boolean;
  /** What people call the organisation at which they can sign in. */
  readonly organisation: string | undefined;
  /** Undefined where nobody can try the server out. */
  readonly demo:
    | { readonly accounts: readonly DemoAccount[]; readonly password: string }
    | undefined;
}

/** Tells who is signed in and how one can, and signs in with a demo account, whose password never leaves the server. */
export function registerSessionOptions(app: ApiApp, auth: Auth, options: SignInOptions): void {
  const { isSignUpOpen, hasLocalAccounts, organisation, demo } = options;

  app.route({
    ...accountRoutes.sessionOptions,
    schema: { ...forEverybody, response: { 200: sessionOptions } },
    handler: async () => ({
      isSignUpOpen,
      hasLocalAccounts,
      organisation: organisation === undefined ? null : { name: organisation },
      demoAccounts: [...(demo?.accounts ?? [])],
    }),
  });

  app.route({
    ...accountRoutes.session,
    schema: { ...forEverybody, response: { 200: session } },
    handler: async (request, reply) => {
      const found = await auth.identify(webHeaders(request));
      if (found && found.cookies.length > 0) reply.header('set-cookie', found.cookies);
      reply.header('cache-control', 'private, no-store');
      return { account: found?.account ?? null };
    },
  });

  app.route({
    ...accountRoutes.demoSignIn,
    schema: { ...forEverybody, body: demoSignInBody },
    handler: async (request, reply) => {
      refuseCrossSite(request, options.publicUrl);
      const { email } = request.body;
      if (!demo?.accounts.some((account) => account.email === email)) {
        throw notFound('demo account');
      }
      const body = JSON.stringify({ email, password: demo.password });
      return handleAuth(auth, { request, reply, url: accountRoutes.signIn.url, body });
    },
  });
}
