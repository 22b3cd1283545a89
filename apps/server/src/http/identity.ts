import type { Account } from '@taleport/contracts/accounts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from './auth.ts';
import { HttpProblem, notFound } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; set for every route below `requireAccount`. */
    account: Account;
    /** By which session they ask. */
    sessionId: string;
  }
}

/** Lets only signed-in requests through, before anything of their body is read. */
export function requireAccount(
  app: FastifyInstance,
  { auth, publicUrl }: { auth: Auth; publicUrl: string | undefined },
): void {
  app.decorateRequest('account');
  app.decorateRequest('sessionId');
  app.addHook('onRequest', async (request, reply) => {
    const found = await auth.identify(webHeaders(request));
    if (!found) {
      throw new HttpProblem({
        status: 401,
        code: 'sign_in_required',
        detail: 'Sign in first, or send a bearer token.',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    refuseCrossSite(request, publicUrl);
    request.account = found.account;
    request.sessionId = found.sessionId;
    if (found.cookies.length > 0) reply.header('set-cookie', found.cookies);
    // What a signed-in request gets is for nobody else; routes may say more.
    reply.header('cache-control', 'private, no-cache');
  });
}

/** For everyone else, what admins ask for does not exist. */
export function requireAdmin({ account }: FastifyRequest): void {
  if (account.role !== 'admin') throw notFound('page');
}

/**
 * A browser sends cookies along with what other sites ask it to do. It also says that it was another site: by Fetch
 * Metadata on https and loopback, and by Origin everywhere.
 */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const site = request.headers['sec-fetch-site'];
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (!isForeign && !hasForeignOrigin(request, publicUrl)) return;
  throw new HttpProblem({
    status: 403,
    code: 'cross_site_request',
    detail: 'This can only be done from the studio itself.',
  });
}

function hasForeignOrigin(request: FastifyRequest, publicUrl: string | undefined): boolean {
  const { origin } = request.headers;
  if (origin === undefined) return false;
  const own = publicUrl ?? `${request.protocol}://${request.host}`;
  return origin !== new URL(own).origin;
}

export function webHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}
