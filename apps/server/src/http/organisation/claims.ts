import type { Account } from '@taleport/contracts/accounts';
import { nameLength } from '@taleport/contracts/routes/accounts';
import { z } from 'zod';
import type { IdentityProvider } from './identity-provider.ts';

const patienceMs = 10_000;

const claimsSchema = z.looseObject({ sub: z.string().min(1) });
type Claims = z.infer<typeof claimsSchema>;

interface Tokens {
  readonly idToken?: string | undefined;
  readonly accessToken?: string | undefined;
}

/** A person as the provider describes them. */
export interface Person {
  readonly sub: string;
  /** In lower case; undefined where the provider names none. */
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string;
  /** Undefined where roles are given here. */
  readonly role: Account['role'] | undefined;
}

/**
 * Who has signed in, by an ID token whose signature, audience and nonce were checked already. Many providers say there only
 * who it is: the UserInfo endpoint is asked for what is missing. Throws where it cannot be asked or speaks of somebody else,
 * since half an answer must neither take a role nor leave one.
 */
export async function readPerson(provider: IdentityProvider, tokens: Tokens): Promise<Person> {
  const token = claimsSchema.parse(payloadOf(tokens.idToken));
  const { admins, userInfoUrl } = provider;
  const isComplete =
    token.email !== undefined &&
    token.name !== undefined &&
    (!admins || claimOf(token, admins.claim) !== undefined);
  if (isComplete || userInfoUrl === undefined) return personOf(token, provider);
  const more = await askUserInfo(userInfoUrl, tokens.accessToken);
  // OpenID Connect Core 1.0, section 5.3.2: what is said of another subject must not be used.
  if (more.sub !== token.sub) throw new TypeError('UserInfo describes another person');
  return personOf({ ...more, ...token, email_verified: isVerified(token, more) }, provider);
}

/** Each of them speaks of the address that it names itself: who has another one must not get the account of this one. */
function isVerified(token: Claims, more: Claims): unknown {
  if (token.email === undefined) return more.email_verified;
  const isSame = token.email === more.email;
  return token.email_verified ?? (isSame ? more.email_verified : undefined);
}

/** The payload of a JWT (RFC 7519), which is in the middle. */
function payloadOf(token = ''): unknown {
  const [, payload = ''] = token.split('.');
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}

async function askUserInfo(url: string, accessToken: string | undefined): Promise<Claims> {
  const response = await fetch(url, {
    headers: { authorization: `Bearer ${accessToken}`, accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new TypeError(`UserInfo answered ${response.status}`);
  return claimsSchema.parse(await response.json());
}

function personOf(claims: Claims, { admins }: IdentityProvider): Person {
  const email = emailOf(claims);
  return {
    sub: claims.sub,
    email,
    // Some providers write it as a string.
    emailVerified:
      email !== undefined &&
      email === textOf(claims.email).toLowerCase() &&
      ['true', true].includes(claims.email_verified as string | boolean),
    name: nameOf(claims) || (email ?? ''),
    role: admins && (isOneOf(claimOf(claims, admins.claim), admins.values) ? 'admin' : 'creator'),
  };
}

/** Entra ID names no e-mail of accounts without a mailbox; the name by which they sign in looks like one. */
function emailOf(claims: Claims): string | undefined {
  const candidates = [claims.email, claims.preferred_username].map(textOf);
  return candidates.find((text) => z.email().safeParse(text).success)?.toLowerCase();
}

/** On one line, and no longer than a name can be. */
function nameOf(claims: Claims): string {
  const given = [claims.name, claims.preferred_username].map(textOf).find((text) => text !== '');
  const line = (given ?? '').replace(/\p{Cc}+/gu, ' ').trim();
  // No half of a character at the end.
  return line.slice(0, nameLength).replace(/[\uD800-\uDBFF]$/, '');
}

/** By its name, which may have dots in it, or by a path of names: Keycloak has roles in `realm_access.roles`. */
function claimOf(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  let value: unknown = claims;
  for (const part of name.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, part))
      return undefined;
    value = (value as Record<string, unknown>)[part];
  }
  return value;
}

function isOneOf(claim: unknown, values: readonly string[]): boolean {
  return [claim].flat().some((value) => values.includes(String(value)));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
