import { AsyncLocalStorage } from 'node:async_hooks';
import type { BetterAuthOptions } from 'better-auth';
import { genericOAuth } from 'better-auth/plugins';
import type { Db } from '../../infrastructure/database/database.ts';
import { endPasswordLinks } from '../accounts/password-links.ts';
import { type Person, readPerson } from './claims.ts';
import type { IdentityProvider } from './identity-provider.ts';

/** What better-auth calls the provider, in addresses and in the table of accounts. */
export const providerId = 'oidc';

export interface OrganisationSignIn {
  readonly plugin: ReturnType<typeof genericOAuth<typeof providerId>>;
  readonly hooks: Pick<NonNullable<BetterAuthOptions['databaseHooks']>, 'account'>;
  /** Brings an account up to what the provider says of whoever has come back in this request. */
  follow(userId: string): Promise<void>;
  /** Runs what handles one request, so that it is known who has come back in it. */
  inRequest<Result>(handle: () => Promise<Result>): Promise<Result>;
}

/**
 * Sign-in by OpenID Connect: the authorization code flow with PKCE (RFC 7636), state and nonce. better-auth does the protocol;
 * here is what it means for an account.
 */
export function organisationSignIn(db: Db, provider: IdentityProvider): OrganisationSignIn {
  const current = new AsyncLocalStorage<{ person?: Person }>();
  const plugin = genericOAuth({
    config: [
      {
        providerId,
        discoveryUrl: provider.discoveryUrl,
        requireIdTokenVerification: true,
        clientId: provider.clientId,
        clientSecret: provider.clientSecret,
        tokenEndpointAuth: { method: provider.secretMethod },
        scopes: [...provider.scopes],
        pkce: true,
        disableProviderLogout: true,
        accountSubject: ({ profile }) => String(profile.sub),
        async getUserInfo(tokens) {
          // Without one nothing has been checked.
          if (tokens.idToken === undefined) return null;
          const person = await readPerson(provider, tokens);
          const store = current.getStore();
          if (store) store.person = person;
          return { ...person };
        },
      },
    ],
  });
  return {
    plugin,
    hooks: {
      account: {
        create: {
          // Nothing is asked of the provider later, so there is nothing to keep.
          before: async (account) => ({
            data: { ...account, accessToken: null, refreshToken: null, idToken: null },
          }),
          after: async (account) => {
            if (account.providerId === providerId) await leaveOnly(db, account);
          },
        },
      },
    },
    async follow(userId) {
      const person = current.getStore()?.person;
      if (person) await follow(db, userId, person);
    },
    inRequest: (handle) => current.run({}, handle),
  };
}

/**
 * Whoever made an account here with an address that is not theirs must not keep a way into it once its owner comes through
 * the provider: the password, the links for a new one and the sessions that there were end.
 */
async function leaveOnly(db: Db, account: { id: string; userId: string }): Promise<void> {
  const { id, userId } = account;
  await db.deleteFrom('account').where('userId', '=', userId).where('id', '<>', id).execute();
  await db.deleteFrom('session').where('userId', '=', userId).execute();
  await endPasswordLinks(db, userId);
}

/** Name and role are what the provider says today; the address too, if it is verified and nobody else has it. */
async function follow(db: Db, userId: string, person: Person): Promise<void> {
  const { name, role, email, emailVerified } = person;
  await db
    .updateTable('user')
    .set({ name, ...(role && { role }) })
    .where('id', '=', userId)
    .execute();
  if (email === undefined || !emailVerified) return;
  await db
    .updateTable('user')
    .set({ email, emailVerified })
    .where('id', '=', userId)
    .where('email', '<>', email)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('user as other').select('other.id').where('other.email', '=', email))),
    )
    .execute();
}
