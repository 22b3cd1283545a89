import { organisationSignInQuery } from '@taleport/contracts/accounts';
import {
  accountRoutes,
  type OrganisationProblem,
  organisationProblems,
} from '@taleport/contracts/routes/accounts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiApp } from '../api-app.ts';
import { type Auth, clientAddressHeader } from '../auth.ts';
import { webHeaders } from '../identity.ts';
import { forEverybody } from '../openapi.ts';
import { providerId } from './organisation-sign-in.ts';

/**
 * Leads a browser to the provider and back. These are addresses that somebody looks at, so what goes wrong is said by the
 * sign-in page, whose address has one of `organisationProblems`.
 */
export function registerOrganisationRoutes(app: ApiApp, auth: Auth, publicUrl: string): void {
  const { organisationSignIn, organisationCallback } = accountRoutes;
  const { origin } = new URL(publicUrl);

  app.route({
    ...organisationSignIn,
    schema: { ...forEverybody, querystring: organisationSignInQuery },
    handler: async (request, reply) => {
      const { next, hint } = request.query;
      const failed = `${publicUrl}/sign-in?${new URLSearchParams({ next })}`;
      const body = {
        provider: providerId,
        callbackURL: publicUrl + next,
        errorCallbackURL: failed,
        loginHint: hint,
      };
      const headers = {
        'content-type': 'application/json',
        origin,
        'user-agent': request.headers['user-agent'] ?? '',
        [clientAddressHeader]: request.ip,
      };
      const target = `${origin}/api/auth/sign-in/social`;
      const asked = { method: 'POST', headers, body: JSON.stringify(body) };
      return lead({ request, reply, failed, ask: () => auth.handle(new Request(target, asked)) });
    },
  });

  app.route({
    ...organisationCallback,
    schema: { hide: true },
    handler: async (request, reply) => {
      const headers = webHeaders(request);
      headers.set(clientAddressHeader, request.ip);
      const returned = new Request(origin + request.url, { headers });
      return lead({
        request,
        reply,
        failed: `${publicUrl}/sign-in`,
        ask: () => auth.handle(returned),
      });
    },
  });
}

interface Leading {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The page that says what went wrong. */
  readonly failed: string;
  readonly ask: () => Promise<Response>;
}

/** Redirects to where better-auth leads, with the cookies that it sets. */
async function lead({ request, reply, failed, ask }: Leading) {
  const response = await ask().catch((error: unknown) => {
    request.log.error({ err: error }, 'nobody could sign in at the organisation');
    return undefined;
  });
  const cookies = response?.headers.getSetCookie() ?? [];
  if (cookies.length > 0) reply.header('set-cookie', cookies);
  return reply
    .header('cache-control', 'no-store')
    .redirect(targetOf({ request, failed, response }));
}

interface Answered extends Pick<Leading, 'request' | 'failed'> {
  readonly response: Response | undefined;
}

function targetOf({ request, failed, response }: Answered): string {
  const location = response?.headers.get('location');
  if (!response || !location) {
    return withProblem(failed, response?.status === 429 ? 'too_many_requests' : 'provider_failed');
  }
  // The page that somebody wanted may have an "error" in its own address.
  const code = isAt(failed, location) ? new URL(location).searchParams.get('error') : null;
  if (code === null) return location;
  request.log.warn({ code: code.slice(0, 100) }, 'the organisation let nobody in');
  return withProblem(location, problemOf(code));
}

function isAt(page: string, location: string): boolean {
  const [wanted, found] = [page, location].map((text) => new URL(text));
  return wanted?.origin === found?.origin && wanted?.pathname === found?.pathname;
}

/** Whatever the provider adds to its error is for nobody who looks at our page. */
function withProblem(page: string, problem: OrganisationProblem): string {
  const url = new URL(page);
  url.searchParams.delete('error_description');
  url.searchParams.set('error', problem);
  return url.href;
}

/** The codes of our hooks, of better-auth, and of providers (RFC 6749, section 4.1.2.1), that mean something to people. */
const problems: Readonly<Record<string, OrganisationProblem>> = {
  ACCOUNT_SUSPENDED: 'account_suspended',
  email_not_found: 'email_missing',
  state_mismatch: 'sign_in_expired',
  state_not_found: 'sign_in_expired',
  state_invalid: 'sign_in_expired',
  please_restart_the_process: 'sign_in_expired',
};

function problemOf(code: string): OrganisationProblem {
  const known = organisationProblems.find((problem) => problem === code);
  return known ?? problems[code] ?? 'provider_failed';
}
