/** The OpenID Connect provider of an organisation, as its own description and our settings have it. */
export interface IdentityProvider {
  /** What people call it. */
  readonly name: string;
  readonly discoveryUrl: string;
  readonly userInfoUrl: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string;
  /** How the provider wants to be told the secret (OpenID Connect Core 1.0, section 9). */
  readonly secretMethod: 'client_secret_basic' | 'client_secret_post';
  readonly scopes: readonly string[];
  /** The claim that says who is an admin, and with which values; undefined where roles are given here. */
  readonly admins: { readonly claim: string; readonly values: readonly string[] } | undefined;
  /** Where browsers reach Taleport. */
  readonly publicUrl: string;
}
