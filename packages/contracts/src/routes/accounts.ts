import type { Route } from '../route.ts';

/** Sign-up and sign-in answer with a session cookie, and with a bearer token in the header `set-auth-token`. */
export const accountRoutes = {
  signUp: { method: 'POST', url: '/api/auth/sign-up/email', summary: 'Make an account' },
  signIn: { method: 'POST', url: '/api/auth/sign-in/email', summary: 'Sign in' },
  signOut: { method: 'POST', url: '/api/auth/sign-out', summary: 'Sign out' },
  changePassword: {
    method: 'POST',
    url: '/api/auth/change-password',
    summary: 'Change the password',
  },
  setPassword: {
    method: 'POST',
    url: '/api/auth/reset-password',
    summary: 'Set a new password, with the token of a link for it',
  },
  sessionOptions: {
    method: 'GET',
    url: '/api/session-options',
    summary: 'How one can sign in here',
  },
  demoSignIn: {
    method: 'POST',
    url: '/api/demo-sign-in',
    summary: 'Sign in with a demo account, where the server has some',
  },
  organisationSignIn: {
    method: 'GET',
    url: '/api/organisation-sign-in',
    summary: 'Sign in at the organisation: leads a browser to its page',
  },
  organisationCallback: {
    method: 'GET',
    url: '/api/auth/callback/oidc',
    summary: 'Where the provider of the organisation leads back to',
  },
  session: {
    method: 'GET',
    url: '/api/session',
    summary: 'Who is signed in, or that nobody is',
  },
  me: { method: 'GET', url: '/api/me', summary: 'Who is asking' },
  rename: { method: 'PATCH', url: '/api/me', summary: 'Change one’s name' },
  access: {
    method: 'GET',
    url: '/api/me/access',
    summary: 'How one gets in, and the sessions that one has',
  },
  endSession: {
    method: 'DELETE',
    url: '/api/me/sessions/:sessionId',
    summary: 'End a session of one’s own',
  },
  list: { method: 'GET', url: '/api/accounts', summary: 'The accounts of everyone; for admins' },
  suspend: {
    method: 'PUT',
    url: '/api/accounts/:accountId/suspension',
    summary: 'Keep somebody out, or let them in again; for admins',
  },
  createPasswordLink: {
    method: 'POST',
    url: '/api/accounts/:accountId/password-links',
    summary: 'Make a link with which somebody sets a new password; for admins',
  },
} as const satisfies Record<string, Route>;

/** The page of the studio that a link for a new password leads to. */
export const newPasswordPath = '/new-password';

export const passwordLimits = { min: 10, max: 128 } as const;

export const nameLength = 100;

export type AccountCode =
  /** Where only the organisation lets in, routes of passwords answer with this. */
  | 'local_accounts_off'
  /** Name and password are kept by somebody else: see `keeper`. */
  | 'account_kept_elsewhere'
  /** Nobody can shut themselves out. */
  | 'own_account';

/** Why the organisation did not let somebody in: `error` in the address of the sign-in page. */
export const organisationProblems = [
  /** It was given up at the provider, or the provider does not let this person in. */
  'access_denied',
  /** Somebody has an account with this e-mail address, and the provider does not say that the address is this person's. */
  'account_not_linked',
  'account_suspended',
  'email_missing',
  /** It took too long, began in another browser, or the answer was not meant for it. */
  'sign_in_expired',
  /** The provider cannot be reached, or what it says cannot be believed. */
  'provider_failed',
  'too_many_requests',
] as const;
export type OrganisationProblem = (typeof organisationProblems)[number];
