import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** What the provider says of whoever signs in. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string };

export interface TestProvider {
  readonly issuer: string;
  readonly client: { readonly id: string; readonly secret: string };
  /** The settings of a server whose organisation this is. */
  readonly environment: Readonly<Record<string, string>>;
  /** Every code that was asked for, with what was asked. */
  readonly asked: URLSearchParams[];
  /** Says who sits before the browser; what was said of them before is replaced. */
  comes(claims: Claims): void;
  /** Nobody sits there, so that everybody is turned away. */
  leaves(): void;
  close(): Promise<void>;
}

/** Where a server is that does not listen. */
export const publicUrl = 'http://localhost';

const client = { id: 'taleport', secret: 'the secret of the client, which nobody logs' };

/**
 * A real provider on loopback, for a server that browsers reach at `origin`. Nobody has to fill in anything: whoever was said
 * to come is signed in.
 */
export async function startTestProvider(origin = publicUrl): Promise<TestProvider> {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const people = new Map<string, Claims>();
  let present: Claims | undefined;
  const provider = createProvider({ issuer, origin, people });
  const asked: URLSearchParams[] = [];
  const answer = provider.callback();
  const enter = (request: IncomingMessage, response: ServerResponse) =>
    provider.interactionFinished(
      request,
      response,
      present ? { login: { accountId: present.sub } } : { error: 'access_denied' },
    );
  server.on('request', (request, response) => {
    const url = new URL(request.url ?? '', issuer);
    if (url.pathname === '/auth') asked.push(url.searchParams);
    void (url.pathname.startsWith('/interaction/') ? enter : answer)(request, response);
  });
  return {
    issuer,
    client,
    asked,
    environment: {
      PUBLIC_URL: origin,
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: client.id,
      OIDC_CLIENT_SECRET: client.secret,
      OIDC_NAME: 'Kites & Co',
      OIDC_ROLE_CLAIM: 'roles',
      OIDC_ADMIN_VALUES: 'librarian, taleport-admin',
    },
    comes(claims) {
      people.set(claims.sub, claims);
      present = claims;
    },
    leaves() {
      present = undefined;
    },
    close: () => closed(server),
  };
}

interface ProviderParts {
  readonly issuer: string;
  /** Where it leads back to. */
  readonly origin: string;
  readonly people: ReadonlyMap<string, Claims>;
}

function createProvider({ issuer, origin, people }: ProviderParts): Provider {
  const ttl = ['AccessToken', 'AuthorizationCode', 'Grant', 'IdToken', 'Interaction', 'Session'];
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: [`${origin}/api/auth/callback/oidc`],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'roles'] },
    cookies: { keys: ['for tests'] },
    features: { devInteractions: { enabled: false } },
    findAccount: (_context, accountId) => ({ accountId, claims: () => people.get(accountId) }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    // Nobody is asked whether Taleport may know their name.
    async loadExistingGrant({ oidc }) {
      const { clientId } = oidc.client;
      const grant = new provider.Grant({ clientId, accountId: oidc.session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    ttl: Object.fromEntries(ttl.map((kind) => [kind, 60])),
  });
  return provider;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}
