import { randomBytes } from 'node:crypto';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { z } from 'zod';
import type { IdentityProvider } from '../http/organisation/identity-provider.ts';
import type { OrganisationSettings } from './organisation-settings.ts';

const patienceMs = 10_000;

const secretMethods = ['client_secret_basic', 'client_secret_post'] as const;
type SecretMethod = (typeof secretMethods)[number];

/** OpenID Connect Discovery 1.0, section 3: what is used of it here and in better-auth. */
const descriptionSchema = z.object({
  issuer: z.url(),
  authorization_endpoint: z.url(),
  token_endpoint: z.url(),
  jwks_uri: z.url(),
  userinfo_endpoint: z.url().optional(),
  id_token_signing_alg_values_supported: z.array(z.string()).min(1),
  token_endpoint_auth_methods_supported: z.array(z.string()).default(['client_secret_basic']),
});
type Description = z.infer<typeof descriptionSchema>;

/** The provider of the organisation cannot be used as the settings have it. The message names the setting. */
export class IdentityProviderError extends Error {
  constructor(setting: string, trouble: string, cause?: unknown) {
    super(`The settings are not right:\n  ${setting}: ${trouble}`, { cause });
    this.name = 'IdentityProviderError';
  }
}

/**
 * Asks the provider to describe itself, and whether it knows our client, so that a server on which nobody could sign in does not
 * start. Throws IdentityProviderError.
 */
export async function findIdentityProvider(
  settings: OrganisationSettings,
): Promise<IdentityProvider> {
  const { issuer, ...rest } = settings;
  const discoveryUrl = `${issuer}/.well-known/openid-configuration`;
  const description = await describe(issuer, discoveryUrl);
  const secretMethod = await findSecretMethod(settings, description);
  return { ...rest, discoveryUrl, userInfoUrl: description.userinfo_endpoint, secretMethod };
}

async function describe(issuer: string, url: string): Promise<Description> {
  const response = await ask(url);
  const parsed = descriptionSchema.safeParse(await response.json().catch(() => undefined));
  if (!response.ok || !parsed.success) {
    const places = parsed.error?.issues.map((issue) => issue.path.join('.')).filter(Boolean);
    const missing = response.ok && places?.length ? ` It lacks ${places.join(', ')}.` : '';
    throw new IdentityProviderError(
      'OIDC_ISSUER',
      `${url} answered ${response.status}, and not with what describes a provider.${missing}`,
    );
  }
  // Section 4.3: another name means another provider.
  if (parsed.data.issuer.replace(/\/$/, '') !== issuer) {
    throw new IdentityProviderError(
      'OIDC_ISSUER',
      `the provider there calls itself ${parsed.data.issuer}. Set this, if it is the right one.`,
    );
  }
  return parsed.data;
}

/**
 * A code that was never given is refused as `invalid_grant` by a provider that knows the client, and as `invalid_client` by one
 * that does not (RFC 6749, section 5.2). Providers list how a secret can be told, but some let each client do only one of it:
 * the first that works is taken. An answer that means neither is no reason not to start.
 */
async function findSecretMethod(
  settings: OrganisationSettings,
  description: Description,
): Promise<SecretMethod> {
  const listed = description.token_endpoint_auth_methods_supported;
  const methods = secretMethods.filter((method) => listed.includes(method));
  let refusal = `the provider takes none of ${secretMethods.join(', ')}`;
  for (const method of methods) {
    const response = await ask(description.token_endpoint, tokenRequest(settings, method));
    const answer: unknown = await response.json().catch(() => undefined);
    const { error } = (answer ?? {}) as { error?: unknown };
    if (error !== 'invalid_client' && error !== 'unauthorized_client') return method;
    refusal = `the provider at ${settings.issuer} does not know this client (${error}). Register it there, with the redirect URI ${settings.publicUrl}${accountRoutes.organisationCallback.url}`;
  }
  throw new IdentityProviderError('OIDC_CLIENT_ID, OIDC_CLIENT_SECRET', `${refusal}.`);
}

function tokenRequest(settings: OrganisationSettings, method: SecretMethod): RequestInit {
  const { clientId, clientSecret, publicUrl } = settings;
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: randomBytes(32).toString('base64url'),
    code_verifier: randomBytes(32).toString('base64url'),
    redirect_uri: publicUrl + accountRoutes.organisationCallback.url,
  });
  const headers: Record<string, string> = { accept: 'application/json' };
  if (method === 'client_secret_basic') {
    // RFC 6749, section 2.3.1: both are encoded like the fields of a form first.
    const pair = [clientId, clientSecret].map(formEncoded).join(':');
    headers.authorization = `Basic ${Buffer.from(pair).toString('base64')}`;
  } else {
    body.set('client_id', clientId);
    body.set('client_secret', clientSecret);
  }
  return { method: 'POST', headers, body };
}

function formEncoded(value: string): string {
  return new URLSearchParams({ value }).toString().slice('value='.length);
}

async function ask(url: string, request: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(url, {
      ...request,
      redirect: 'error',
      signal: AbortSignal.timeout(patienceMs),
    });
  } catch (error) {
    const reason = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const said = reason instanceof Error ? reason.message || reason.name : String(reason);
    throw new IdentityProviderError('OIDC_ISSUER', `${url} cannot be asked: ${said}`, error);
  }
}
