import { z } from 'zod';

/** The settings of signing in at an organisation by OpenID Connect, by the names of their environment variables. */
export const organisationShape = {
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .optional()
    .describe('Issuer of the OpenID Connect provider at which people sign in.'),
  OIDC_CLIENT_ID: z.string().optional().describe('What the provider calls Taleport.'),
  OIDC_CLIENT_SECRET: z.string().optional().describe('The secret of this client.'),
  OIDC_NAME: z
    .string()
    .max(60)
    .optional()
    .describe('What the button calls the organisation; by default the host of the issuer.'),
  OIDC_SCOPES: z
    .string()
    .default('openid email profile')
    .describe('Scopes to ask for, with spaces between.'),
  OIDC_ROLE_CLAIM: z.string().optional().describe('Claim that says who is an admin.'),
  OIDC_ADMIN_VALUES: z
    .string()
    .optional()
    .describe('Values of the claim that make an admin, with commas between.'),
  LOCAL_ACCOUNTS: z
    .enum(['on', 'off'])
    .default('on')
    .describe('Whether people can sign in with an e-mail address and a password.'),
};

type Values = z.infer<z.ZodObject<typeof organisationShape>> & {
  readonly NODE_ENV: string;
  readonly PUBLIC_URL?: string | undefined;
  readonly DEMO?: 'on' | 'off' | undefined;
};

/** Adds an issue for each setting that is missing beside another one, or cannot stand beside it. */
export function checkOrganisation(values: Values, context: z.RefinementCtx): void {
  const require = (name: keyof Values, message: string) => {
    if (values[name] === undefined) context.addIssue({ code: 'custom', path: [name], message });
  };
  if (values.OIDC_ISSUER !== undefined) {
    require('OIDC_CLIENT_ID', 'is required beside OIDC_ISSUER');
    require('OIDC_CLIENT_SECRET', 'is required beside OIDC_ISSUER');
    // The provider leads browsers back to this address and to no other.
    require('PUBLIC_URL', 'is required beside OIDC_ISSUER');
  }
  if (values.OIDC_CLIENT_ID !== undefined)
    require('OIDC_ISSUER', 'is required beside OIDC_CLIENT_ID');
  if (values.OIDC_ROLE_CLAIM !== undefined) {
    require('OIDC_ADMIN_VALUES', 'is required beside OIDC_ROLE_CLAIM');
  }
  if (values.OIDC_ADMIN_VALUES !== undefined) {
    require('OIDC_ROLE_CLAIM', 'is required beside OIDC_ADMIN_VALUES');
  }
  const refuse = (name: keyof Values, message: string) =>
    context.addIssue({ code: 'custom', path: [name], message });
  if (values.LOCAL_ACCOUNTS === 'off') {
    if (values.OIDC_ISSUER === undefined)
      refuse('LOCAL_ACCOUNTS', 'cannot be off without OIDC_ISSUER');
    if (values.DEMO === 'on') refuse('DEMO', 'cannot be on where LOCAL_ACCOUNTS is off');
  }
  // OpenID Connect Core 1.0, section 2: an issuer is an https address. Elsewhere one may try a provider on the same machine.
  if (values.NODE_ENV === 'production' && values.OIDC_ISSUER?.startsWith('http:')) {
    refuse('OIDC_ISSUER', 'has to be an https address in production');
  }
}

export type OrganisationSettings = NonNullable<ReturnType<typeof organisationOf>>;

/** How to sign in at the organisation; undefined where one cannot. */
export function organisationOf(values: Values) {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PUBLIC_URL } = values;
  if (!OIDC_ISSUER || !OIDC_CLIENT_ID || !OIDC_CLIENT_SECRET || !PUBLIC_URL) return undefined;
  return {
    issuer: OIDC_ISSUER,
    clientId: OIDC_CLIENT_ID,
    clientSecret: OIDC_CLIENT_SECRET,
    publicUrl: PUBLIC_URL,
    name: values.OIDC_NAME ?? new URL(OIDC_ISSUER).host,
    scopes: parts(values.OIDC_SCOPES, ' '),
    admins:
      values.OIDC_ROLE_CLAIM && values.OIDC_ADMIN_VALUES
        ? { claim: values.OIDC_ROLE_CLAIM, values: parts(values.OIDC_ADMIN_VALUES, ',') }
        : undefined,
  };
}

function parts(text: string, separator: string): string[] {
  return text
    .split(separator)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
