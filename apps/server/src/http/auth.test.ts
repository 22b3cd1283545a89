import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../test/test-app.ts';

let app: TestApp;
const logged: string[] = [];
beforeAll(async () => {
  app = await startTestApp({ logLines: logged });
});
afterAll(() => app.close());

const password = 'a long enough secret';
const enter = (route: { method: 'POST'; url: string }, payload: object, headers = {}) =>
  app.app.inject({ method: route.method, url: route.url, payload, headers });
const signUp = (more: object) =>
  enter(accountRoutes.signUp, { email: 'new@example.org', password, name: 'New', ...more });

describe('an account', () => {
  it('is made with the role of a creator, whatever role was asked for', async () => {
    const response = await signUp({ role: 'admin' });
    const token = String(response.headers['set-auth-token']);
    const me = await app.app.inject({
      url: accountRoutes.me.url,
      headers: { authorization: `Bearer ${token}` },
    });
    const isAdmin = me.statusCode === 200 && me.json().role === 'admin';
    expect(isAdmin).toBe(false);
  });

  it('is entered by a bearer token or by a cookie that scripts of a page cannot read', async () => {
    await signUp({ email: 'cookie@example.org' });
    const response = await enter(accountRoutes.signIn, { email: 'cookie@example.org', password });
    const cookies = [response.headers['set-cookie'] ?? []].flat();
    expect(
      cookies.every((cookie) => /HttpOnly/i.test(cookie) && /SameSite=Lax/i.test(cookie)),
    ).toBe(true);
    const cookie = cookies.map((each) => each.split(';')[0]).join('; ');
    const me = await app.app.inject({ url: accountRoutes.me.url, headers: { cookie } });
    expect(me.json()).toMatchObject({ email: 'cookie@example.org', role: 'creator' });
    const { url } = accountRoutes.session;
    const session = await app.app.inject({ url, headers: { cookie } });
    expect(session.json()).toEqual({ account: me.json() });
    expect((await app.app.inject(url)).json()).toEqual({ account: null });
  });

  it('is left by signing out', async () => {
    const { headers } = await signUp({ email: 'leaving@example.org' });
    const authorization = `Bearer ${headers['set-auth-token']}`;
    const out = await enter(accountRoutes.signOut, {}, { authorization });
    expect(out.statusCode).toBe(200);
    const me = await app.app.inject({ url: accountRoutes.me.url, headers: { authorization } });
    expect(me.statusCode).toBe(401);
  });

  it.each([
    ['a short password', { password: 'short' }, 400, 'password_too_short'],
    ['an e-mail address that is none', { email: 'nobody' }, 400, 'validation_error'],
  ])('is not made with %s', async (_, more, status, code) => {
    const response = await signUp({ email: 'refused@example.org', ...more });
    expect(response.headers['content-type']).toBe('application/problem+json');
    expect(response.json()).toMatchObject({ status, code });
  });

  it('cannot be entered with another password', async () => {
    await signUp({ email: 'wrong@example.org' });
    const credentials = { email: 'wrong@example.org', password: 'another long secret' };
    const response = await enter(accountRoutes.signIn, credentials);
    expect(response.json()).toMatchObject({ status: 401, code: 'invalid_email_or_password' });
  });
});

describe('behind a proxy, with sign-up closed', () => {
  let proxied: TestApp;
  beforeAll(async () => {
    const environment = { TRUST_PROXY: '127.0.0.1', SIGN_UP: 'closed' };
    proxied = await startTestApp({ environment });
  });
  afterAll(() => proxied.close());
  const tryToSignUp = (headers = {}) =>
    proxied.app.inject({
      ...accountRoutes.signUp,
      payload: { email: 'late@example.org', password, name: 'Late' },
      headers,
    });

  it('no account is made', async () => {
    expect((await tryToSignUp()).statusCode).toBe(400);
  });

  it('a protocol that is none is refused', async () => {
    const response = await tryToSignUp({ 'x-forwarded-proto': 'a b' });
    expect(response.json()).toMatchObject({ status: 400, code: 'bad_request' });
  });
});

describe('what better-auth could do', () => {
  it.each([
    'list-sessions',
    'revoke-sessions',
    'request-password-reset',
    'set-password',
    'update-user',
    'delete-user',
    'error',
    'get-session',
    'reset-password/x',
  ])('is not offered: %s', async (path) => {
    const { headers } = await signUp({ email: 'curious@example.org' });
    const authorization = `Bearer ${headers['set-auth-token']}`;
    for (const method of ['GET', 'POST'] as const) {
      const response = await app.app.inject({
        method,
        url: `/api/auth/${path}`,
        headers: { authorization },
      });
      expect(response.statusCode).toBe(404);
    }
  });

  it('takes no body that is large, deep or of another type', async () => {
    const post = (payload: string, type = 'application/json') =>
      app.app.inject({
        method: 'POST',
        url: accountRoutes.signIn.url,
        payload,
        headers: { 'content-type': type },
      });
    const deep = '['.repeat(8_000) + ']'.repeat(8_000);
    expect((await post('x'.repeat(17_000))).json()).toMatchObject({ status: 413 });
    expect((await post(deep)).statusCode).toBe(400);
    expect((await post('not json')).statusCode).toBe(400);
    expect((await post('a=b', 'application/x-www-form-urlencoded')).json()).toMatchObject({
      status: 415,
    });
  });

  it.each(['x'.repeat(101), 'two\nlines', 'a\u0000b'])('refuses the name %j', async (name) => {
    const response = await signUp({ email: 'named@example.org', name });
    expect(response.json()).toMatchObject({ status: 400, code: 'name_not_valid' });
  });
});

describe('a changed password', () => {
  it('ends every session that there was, and begins a new one for whoever changed it', async () => {
    const { headers: made } = await signUp({ email: 'careful@example.org' });
    const entered = await enter(accountRoutes.signIn, { email: 'careful@example.org', password });
    const [own, other] = [made, entered.headers].map((headers) => ({
      authorization: `Bearer ${headers['set-auth-token']}`,
    }));
    const meAs = (headers = {}) => app.app.inject({ url: accountRoutes.me.url, headers });
    expect((await meAs(other)).statusCode).toBe(200);
    const payload = { currentPassword: password, newPassword: 'another long secret' };
    const wish = { ...payload, revokeOtherSessions: false };
    const changed = await enter(accountRoutes.changePassword, wish, own);
    expect(changed.statusCode).toBe(200);
    const fresh = { authorization: `Bearer ${changed.headers['set-auth-token']}` };
    const asked = await Promise.all([own, other, fresh].map(meAs));
    expect(asked.map(({ statusCode }) => statusCode)).toEqual([401, 401, 200]);
    expect(changed.cookies).toContainEqual(expect.objectContaining({ httpOnly: true }));
  });
});

describe('an account that was left', () => {
  it('is left for its cookies too, at once', async () => {
    await signUp({ email: 'leaves@example.org' });
    const entered = await enter(accountRoutes.signIn, { email: 'leaves@example.org', password });
    const cookie = [entered.headers['set-cookie'] ?? []]
      .flat()
      .map((each) => each.split(';')[0])
      .join('; ');
    const origin = 'http://localhost';
    const out = await enter(accountRoutes.signOut, {}, { cookie, origin, host: 'localhost' });
    expect(out.statusCode).toBe(200);
    const me = await app.app.inject({ url: accountRoutes.me.url, headers: { cookie } });
    expect(me.statusCode).toBe(401);
  });
});

describe('the log', () => {
  it('has neither passwords nor tokens nor the signatures of links', async () => {
    const author = await app.author('logged');
    const { story } = await author.publishedStory();
    const job = await author.exportStory(story.id);
    await app.drainJobs();
    const asked = await author.get(`${job.links.self}/download`);
    const link = String(asked.headers.location);
    await app.app.inject({ url: link });
    await enter(accountRoutes.signIn, { email: 'x', password: 'secret in a bad request' });

    const text = logged.join('');
    expect(text).toContain('"path":"/blobs/');
    const secrets = [
      password,
      'correct horse battery',
      'secret in a bad request',
      author.token,
      decodeURIComponent(author.token),
      new URL(link, 'http://localhost').searchParams.get('signature') ?? '',
    ];
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(8);
      expect(text).not.toContain(secret);
    }
  });
});
