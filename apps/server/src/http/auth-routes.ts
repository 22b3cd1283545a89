import { type AccountCode, accountRoutes } from '@taleport/contracts/routes/accounts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ApiApp } from './api-app.ts';
import { type Auth, clientAddressHeader } from './auth.ts';
import { webHeaders } from './identity.ts';
import { HttpProblem } from './problem.ts';

const maxBodyBytes = 16 * 1024;

export interface LocalAccounts {
  readonly hasLocalAccounts: boolean;
  /** What people call the organisation at which they sign in. */
  readonly organisation: string | undefined;
}

/** The routes of better-auth that Taleport offers; it has others. Their errors are problem documents, too. */
export function registerAuthRoutes(app: ApiApp, auth: Auth, local: LocalAccounts): void {
  app.register(async (scope) => {
    // The body goes on as it came.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string', bodyLimit: maxBodyBytes },
      (_request, body, done) => done(null, body),
    );
    const { signUp, signIn, signOut, setPassword } = accountRoutes;
    for (const route of [signUp, signIn, signOut, setPassword]) {
      scope.route({
        ...route,
        schema: { hide: true },
        handler: async (request, reply) => {
          if (route !== signOut) requireLocalAccounts(local);
          const body = typeof request.body === 'string' ? request.body : undefined;
          return handleAuth(auth, { request, reply, url: request.url, body });
        },
      });
    }
  });
}

/** Throws where nobody has a password. */
export function requireLocalAccounts({ hasLocalAccounts, organisation }: LocalAccounts): void {
  if (hasLocalAccounts) return;
  throw new HttpProblem<AccountCode>({
    status: 403,
    code: 'local_accounts_off',
    detail: `There are no passwords on this server. Sign in with ${organisation} on its page.`,
  });
}

interface AuthCall {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** The path of better-auth, and its query. */
  readonly url: string;
  /** JSON, as it came. */
  readonly body: string | undefined;
}

/** Lets better-auth answer. Throws its errors as problems. */
export async function handleAuth(auth: Auth, { request, reply, url, body }: AuthCall) {
  const response = await auth.handle(webRequest(request, url, body));
  if (response.status >= 400) throw await accountProblem(response);
  return sendWebResponse(reply, response);
}

function webRequest(request: FastifyRequest, url: string, body: string | undefined): Request {
  const headers = webHeaders(request);
  headers.set(clientAddressHeader, request.ip);
  // A browser sends Origin with every POST. What has none is a script, also where it sets the headers of one.
  if (!headers.has('origin')) headers.delete('sec-fetch-mode');
  return new Request(`${request.protocol}://${request.host}${url}`, {
    method: request.method,
    headers,
    ...(body !== undefined && { body }),
  });
}

async function sendWebResponse(reply: FastifyReply, response: Response) {
  reply.code(response.status);
  for (const [name, value] of response.headers) {
    if (name !== 'set-cookie') reply.header(name, value);
  }
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  reply.header('cache-control', 'no-store');
  return reply.serializer((text: string) => text).send(await response.text());
}

async function accountProblem(response: Response): Promise<HttpProblem<string>> {
  const body: unknown = await response.json().catch(() => ({}));
  const { code, message } = body as { code?: unknown; message?: unknown };
  const retryAfter = response.headers.get('x-retry-after');
  if (response.status === 429) {
    return new HttpProblem({
      status: 429,
      code: 'too_many_requests',
      detail: 'Too many attempts. Wait a little, then try again.',
      retryable: true,
      headers: { 'retry-after': retryAfter ?? '10' },
    });
  }
  if (response.status >= 500) throw new Error(`better-auth answered ${response.status}`);
  return new HttpProblem<string>({
    status: response.status,
    code: typeof code === 'string' ? code.toLowerCase() : 'bad_request',
    detail: typeof message === 'string' ? message : 'This is not possible.',
  });
}
