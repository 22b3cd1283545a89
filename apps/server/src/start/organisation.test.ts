import type { Account } from '@taleport/contracts/accounts';
import { accountRoutes, type OrganisationProblem } from '@taleport/contracts/routes/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { publicUrl, startTestProvider, type TestProvider } from '../../test/identity-provider.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { TestBrowser } from '../../test/test-browser.ts';
import { suspend } from '../http/accounts/accounts-storage.ts';
import { createPasswordLink } from '../http/accounts/password-links.ts';
import { readSettings } from './config.ts';
import { explain } from './explain.ts';
import { findIdentityProvider } from './find-identity-provider.ts';

const { organisationSignIn, organisationCallback, me, signIn, signUp, signOut, setPassword } =
  accountRoutes;

let provider: TestProvider;
let app: TestApp;
const logged: string[] = [];
beforeAll(async () => {
  provider = await startTestProvider();
  app = await startTestApp({ environment: provider.environment, logLines: logged });
});
afterAll(async () => {
  await app.close();
  await provider.close();
});

const nela = { sub: 'n-1', email: 'nela@kites.example', email_verified: true, name: 'Nela' };
const openBrowser = () => new TestBrowser(app.app, publicUrl);

async function enter(claims: Parameters<TestProvider['comes']>[0], browser = openBrowser()) {
  provider.comes(claims);
  const page = await browser.visit(organisationSignIn.url);
  const answer = await browser.ask(me);
  const account = answer.statusCode === 200 ? answer.json<Account>() : undefined;
  return { browser, page, account, problem: page.searchParams.get('error') };
}

describe('whoever comes from the organisation', () => {
  it('gets to the page that they wanted, as the provider describes them', async () => {
    provider.comes(nela);
    const browser = openBrowser();
    const query = new URLSearchParams({ next: '/stories/7?error=none', hint: nela.email });
    const page = await browser.visit(`${organisationSignIn.url}?${query}`);
    expect(page.href).toBe(`${publicUrl}/stories/7?error=none`);
    expect(provider.asked.at(-1)?.get('login_hint')).toBe(nela.email);
    expect((await browser.ask(me)).json()).toMatchObject({
      email: nela.email,
      name: 'Nela',
      role: 'creator',
    });
  });

  it('has the same account the next time, with what the provider says then', async () => {
    const first = await enter(nela);
    const renamed = { ...nela, name: 'Nela Ionescu', email: 'ionescu@kites.example' };
    const second = await enter(renamed);
    const { name, email } = renamed;
    expect(second.account).toEqual({ ...first.account, name, email });
    const unverified = { ...nela, email: 'boss@kites.example', email_verified: false };
    expect((await enter(unverified)).account).toMatchObject({ id: first.account?.id, email });
  });

  it('is an admin as long as the claim says so, and at once', async () => {
    const before = await enter({ ...nela, roles: ['reader'] });
    const raised = await enter({ ...nela, roles: ['reader', 'librarian'] });
    expect(raised.account).toMatchObject({ id: before.account?.id, role: 'admin' });
    expect((await before.browser.ask(me)).json()).toMatchObject({ role: 'admin' });
    expect((await enter({ ...nela, roles: 'taleport-admin' })).account?.role).toBe('admin');
    expect((await enter(nela)).account?.role).toBe('creator');
    expect((await raised.browser.ask(me)).json()).toMatchObject({ role: 'creator' });
  });

  it('leaves by signing out', async () => {
    const { browser } = await enter(nela);
    expect((await browser.ask(signOut, {})).statusCode).toBe(200);
    expect((await browser.ask(me)).statusCode).toBe(401);
  });

  it('has to come again after seven days, however busy', async () => {
    provider.comes({ ...nela, sub: 'b-1', email: 'busy@kites.example' });
    const browser = openBrowser();
    await browser.visit(organisationSignIn.url);
    const { db } = app.adapters.database;
    const user = db.selectFrom('user').select('id').where('email', '=', 'busy@kites.example');
    const expiresAt = new Date(Date.now() + 3_600_000);
    await db.updateTable('session').set({ expiresAt }).where('userId', '=', user).execute();
    const { statusCode } = await browser.ask(me);
    const kept = await db
      .selectFrom('session')
      .select('expiresAt')
      .where('userId', '=', user)
      .execute();
    expect([statusCode, kept]).toEqual([200, [{ expiresAt }]]);
  });

  it('leaves no tokens of the provider behind', async () => {
    await enter(nela);
    const rows = await app.adapters.database.db
      .selectFrom('account')
      .selectAll()
      .where('accountId', '=', 'n-1')
      .execute();
    expect(rows).toMatchObject([{ accessToken: null, idToken: null, refreshToken: null }]);
  });
});

describe('an account that is there already', () => {
  const password = 'a long enough secret';
  const makeLocal = async (email: string) => {
    const payload = { email, password, name: 'Local' };
    const made = await app.app.inject({ ...signUp, payload });
    return { token: String(made.headers['set-auth-token']), id: made.json().user.id as string };
  };

  it('is not given away for an address that is not verified', async () => {
    await makeLocal('victim@kites.example');
    const claims = { sub: 'thief', email: 'victim@kites.example', name: 'Thief' };
    for (const email_verified of [false, undefined, 'false']) {
      const { account, problem } = await enter({ ...claims, email_verified });
      expect([account, problem]).toEqual([undefined, 'account_not_linked']);
    }
  });

  it('belongs to the owner of the verified address, and to nobody else any more', async () => {
    const { id, token } = await makeLocal('owner@kites.example');
    const { db } = app.adapters.database;
    const { url } = await createPasswordLink(db, id, publicUrl);
    const claims = { sub: 'o-1', email: 'Owner@kites.example', email_verified: true, name: 'Own' };
    const { account } = await enter({ ...claims, roles: ['librarian'] });
    expect(account).toMatchObject({ id, name: 'Own', role: 'admin' });
    const headers = { authorization: `Bearer ${token}` };
    expect((await app.app.inject({ ...me, headers })).statusCode).toBe(401);
    const payload = { email: 'owner@kites.example', password };
    expect((await app.app.inject({ ...signIn, payload })).statusCode).toBe(401);
    const wish = { token: new URL(url).hash.slice(1), newPassword: password };
    const set = await app.app.inject({ ...setPassword, payload: wish });
    expect(set.json()).toMatchObject({ status: 400, code: 'invalid_token' });
  });
});

describe('nobody is let in', () => {
  it('whose account was suspended', async () => {
    const { account } = await enter({ ...nela, sub: 'out', email: 'out@kites.example' });
    await suspend(app.adapters.database.db, account?.id ?? '', true);
    const again = await enter({ ...nela, sub: 'out', email: 'out@kites.example' });
    expect([again.account, again.problem]).toEqual([undefined, 'account_suspended']);
  });

  const isCallback = ({ pathname }: URL) => pathname === organisationCallback.url;
  const isProvider = ({ origin }: URL) => origin === provider.issuer;

  async function tamper(change: (asked: URLSearchParams) => void) {
    provider.comes(nela);
    const browser = openBrowser();
    const asked = await browser.visit(organisationSignIn.url, isProvider);
    change(asked.searchParams);
    const returned = await browser.visit(asked.href);
    return { browser, problem: returned.searchParams.get('error') };
  }

  it.each<[string, (asked: URLSearchParams) => void, OrganisationProblem]>([
    [
      'another challenge',
      (asked) => asked.set('code_challenge', 'x'.repeat(43)),
      'provider_failed',
    ],
    ['no challenge', (asked) => asked.delete('code_challenge'), 'provider_failed'],
    ['another nonce', (asked) => asked.set('nonce', 'x'.repeat(32)), 'provider_failed'],
    ['another state', (asked) => asked.set('state', 'x'.repeat(32)), 'sign_in_expired'],
  ])('with %s', async (_, change, problem) => {
    const tampered = await tamper(change);
    expect(tampered.problem).toBe(problem);
    expect((await tampered.browser.ask(me)).statusCode).toBe(401);
  });

  it('in another browser, nor twice by the same answer', async () => {
    provider.comes(nela);
    const browser = openBrowser();
    const answer = await browser.visit(organisationSignIn.url, isCallback);
    const stolen = await openBrowser().visit(answer.href);
    expect(stolen.searchParams.get('error')).toBe('sign_in_expired');
    expect((await browser.visit(answer.href)).pathname).toBe('/library');
    const again = await browser.visit(answer.href);
    expect(again.searchParams.get('error')).toBe('sign_in_expired');
    expect(provider.asked.at(-1)?.get('code_challenge_method')).toBe('S256');
  });

  it('who was turned away there, or has no address', async () => {
    provider.leaves();
    const away = await openBrowser().visit(`${organisationSignIn.url}?next=/stories/7`);
    expect(away.href).toBe(`${publicUrl}/sign-in?next=%2Fstories%2F7&error=access_denied`);
    expect((await enter({ sub: 'x-1', name: 'X' })).problem).toBe('email_missing');
  });

  it.each(['//evil.example', 'https://evil.example', '/\\evil.example'])(
    'on the way to %s',
    async (next) => {
      const url = `${organisationSignIn.url}?${new URLSearchParams({ next })}`;
      expect((await app.app.inject(url)).json()).toMatchObject({ status: 400 });
    },
  );
});

it('logs neither the secret of the client nor codes, and says what the provider refused', async () => {
  const text = logged.join('');
  expect(text).toContain('"code":"invalid_grant"');
  expect(text).not.toContain(provider.client.secret);
  expect(text).not.toContain(encodeURIComponent(provider.client.secret));
  expect(text).not.toMatch(/[?&](code|state)=|eyJ/);
});

describe('with LOCAL_ACCOUNTS=off', () => {
  it('passwords are no way in, and the organisation is', async () => {
    const only = await startTestApp({
      environment: { ...provider.environment, LOCAL_ACCOUNTS: 'off' },
    });
    const payload = { email: 'a@kites.example', password: 'a long enough secret', name: 'A' };
    for (const route of [signUp, signIn, setPassword]) {
      const refused = await only.app.inject({ ...route, payload });
      expect(refused.json()).toMatchObject({ status: 403, code: 'local_accounts_off' });
      expect(refused.json().detail).toContain('Kites & Co');
    }
    const options = await only.app.inject(accountRoutes.sessionOptions);
    expect(options.json()).toEqual({
      isSignUpOpen: false,
      hasLocalAccounts: false,
      organisation: { name: 'Kites & Co' },
      demoAccounts: [],
    });
    provider.comes(nela);
    const browser = new TestBrowser(only.app, publicUrl);
    await browser.visit(organisationSignIn.url);
    expect((await browser.ask(me)).json()).toMatchObject({ email: nela.email });
    await only.close();
  });
});

describe('a server does not start', () => {
  const refusal = async (changed: Record<string, string>) => {
    const { organisation } = readSettings({ ...provider.environment, ...changed });
    if (!organisation) throw new TypeError('no organisation');
    return findIdentityProvider(organisation).then(String, explain);
  };

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'when the provider is away',
      () => ({ OIDC_ISSUER: 'http://127.0.0.1:1' }),
      /^The settings are not right:\n {2}OIDC_ISSUER: http:\/\/127\.0\.0\.1:1\S+ cannot be asked: .+$/,
    ],
    [
      'when the issuer is none',
      () => ({ OIDC_ISSUER: `${provider.issuer}/realms/other` }),
      /\n {2}OIDC_ISSUER: \S+ answered 404, and not with what describes a provider\.$/,
    ],
    [
      'when the issuer has another name',
      () => ({ OIDC_ISSUER: provider.issuer.replace('127.0.0.1', 'localhost') }),
      /\n {2}OIDC_ISSUER: the provider there calls itself http:\/\/127\.0\.0\.1:\d+\. Set this/,
    ],
    [
      'when the provider does not know the client',
      () => ({ OIDC_CLIENT_ID: 'another' }),
      /\n {2}OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: .+ \(invalid_client\)\. Register it there, with the redirect URI http:\/\/localhost\/api\/auth\/callback\/oidc\.$/,
    ],
    [
      'with another secret, which it does not tell',
      () => ({ OIDC_CLIENT_SECRET: 'hush-hush' }),
      /^((?!hush).)* \(invalid_client\)((?!hush).)*$/s,
    ],
  ])('%s', async (_, changed, line) => {
    expect(await refusal(changed())).toMatch(line);
  });

  it.each([
    [{ OIDC_ISSUER: undefined }, 'OIDC_ISSUER: is required beside OIDC_CLIENT_ID'],
    [{ OIDC_CLIENT_SECRET: undefined }, 'OIDC_CLIENT_SECRET: is required beside OIDC_ISSUER'],
    [{ PUBLIC_URL: undefined }, 'PUBLIC_URL: is required beside OIDC_ISSUER'],
    [{ OIDC_ADMIN_VALUES: undefined }, 'OIDC_ADMIN_VALUES: is required beside OIDC_ROLE_CLAIM'],
    [{ LOCAL_ACCOUNTS: 'off', DEMO: 'on' }, 'DEMO: cannot be on where LOCAL_ACCOUNTS is off'],
    [
      { NODE_ENV: 'production', SECRET: 'x'.repeat(32) },
      'OIDC_ISSUER: has to be an https address in production',
    ],
  ])('with %o', (changed, line) => {
    expect(() => readSettings({ ...provider.environment, ...changed })).toThrow(line);
    expect(() => readSettings({ LOCAL_ACCOUNTS: 'off' })).toThrow(
      'cannot be off without OIDC_ISSUER',
    );
  });
});
