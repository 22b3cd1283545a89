import type { Account } from '@taleport/contracts/accounts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Auth } from './auth.ts';
import { HttpProblem } from './problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who is asking; set for every route below `requireAccount`. */
    account: Account;
  }
}

/** Lets only signed-in requests through, before anything of their body is read. */
export function requireAccount(app: FastifyInstance, auth: Auth): void {
  app.decorateRequest('account');
  app.addHook('onRequest', async (request) => {
    const account = await auth.identify(webHeaders(request));
    if (!account) {
      throw new HttpProblem({
        status: 401,
        code: 'sign_in_required',
        detail: 'Sign in first, or send a bearer token.',
        headers: { 'www-authenticate': 'Bearer' },
      });
    }
    refuseCrossSite(request);
    request.account = account;
  });
}

/** A browser sends cookies along with what other sites ask it to do; it also says that it was another site (Fetch Metadata). */
function refuseCrossSite(request: FastifyRequest): void {
  const site = request.headers['sec-fetch-site'];
  const isForeign = site === 'cross-site' || site === 'same-site';
  if (!isForeign || request.method === 'GET' || request.method === 'HEAD') return;
  throw new HttpProblem({
    status: 403,
    code: 'cross_site_request',
    detail: 'This can only be done from the studio itself.',
  });
}

export function webHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}
