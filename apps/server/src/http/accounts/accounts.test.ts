import type { AccountList, OwnAccess, PasswordLink } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../../../test/test-app.ts';
import type { TestClient } from '../../../test/test-client.ts';
import { createAccount } from '../create-account.ts';

let app: TestApp;
let admin: TestClient;
beforeAll(async () => {
  app = await startTestApp();
  admin = await app.admin();
});
afterAll(() => app.close());

const password = 'correct horse battery';
const signIn = async (email: string, secret = password) =>
  app.app.inject({
    ...accountRoutes.signIn,
    payload: { email, password: secret },
    headers: { 'user-agent': 'Firefox' },
  });
const access = async (client: TestClient) =>
  (await client.ask(accountRoutes.access)).json<OwnAccess>();
const nobody = '00000000-0000-4000-8000-000000000000';

describe('my account', () => {
  it('has the name that I give it, from the next request on', async () => {
    const author = await app.author('renamed');
    await author.ask(accountRoutes.me);
    const renamed = await author.ask(accountRoutes.rename, { body: { name: ' Nela Ionescu ' } });
    expect(renamed.json()).toMatchObject({ name: 'Nela Ionescu', email: author.email });
    expect((await author.ask(accountRoutes.me)).json()).toEqual(renamed.json());
  });

  it.each([
    { name: ' ' },
    { name: 'x'.repeat(101) },
    { name: 'two\nlines' },
    { name: 'Boss', role: 'admin' },
    { name: 'Boss', email: 'boss@example.org' },
  ])('does not become %j', async (body) => {
    const response = await (await app.author()).ask(accountRoutes.rename, { body });
    expect(response.json()).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('keeps its password from whoever does not know it', async () => {
    const author = await app.author('guessed');
    const change = (currentPassword: string, newPassword: string) =>
      author.ask(accountRoutes.changePassword, { body: { currentPassword, newPassword } });
    const guessed = await change('a wrong guess of it', 'another long secret');
    expect(guessed.json()).toMatchObject({ status: 400, code: 'invalid_password' });
    expect((await change(password, 'short')).json()).toMatchObject({ code: 'password_too_short' });
    expect((await signIn(author.email)).statusCode).toBe(200);
  });

  it('shows its sessions, of which I end one', async () => {
    const author = await app.author('two-places');
    const other = await signIn(author.email);
    const { keeper, sessions } = await access(author);
    expect(keeper).toBe('owner');
    expect(sessions.map(({ isCurrent, userAgent }) => [isCurrent, userAgent])).toEqual([
      [false, 'Firefox'],
      [true, expect.any(String)],
    ]);
    const headers = { authorization: `Bearer ${other.headers['set-auth-token']}` };
    const meThere = () => app.app.inject({ ...accountRoutes.me, headers });
    expect((await meThere()).statusCode).toBe(200);
    const parameters = { sessionId: sessions[0]?.id ?? '' };
    const ended = await author.ask(accountRoutes.endSession, { parameters });
    expect(ended.statusCode).toBe(204);
    expect((await meThere()).statusCode).toBe(401);
    expect((await author.ask(accountRoutes.endSession, { parameters })).statusCode).toBe(404);
  });

  it('cannot end the session of somebody else', async () => {
    const [author, stranger] = [await app.author(), await app.author('stranger')];
    const [theirs] = (await access(stranger)).sessions;
    const parameters = { sessionId: theirs?.id ?? '' };
    const refused = await author.ask(accountRoutes.endSession, { parameters });
    expect(refused.json()).toMatchObject({ status: 404, code: 'not_found' });
    expect((await access(stranger)).sessions).toEqual([theirs]);
  });

  it.each(['demo', 'organisation'])('has a name and a password to keep: %s', async (keeper) => {
    const author = await app.author(keeper);
    const { db } = app.adapters.database;
    if (keeper === 'demo') {
      await db.updateTable('user').set({ isDemo: true }).where('id', '=', author.id).execute();
    } else await db.deleteFrom('account').where('userId', '=', author.id).execute();
    const body = { currentPassword: password, newPassword: 'another long secret' };
    const parameters = { accountId: author.id };
    expect((await access(author)).keeper).toBe(keeper);
    const asked = [
      await author.ask(accountRoutes.rename, { body: { name: 'Other' } }),
      await author.ask(accountRoutes.changePassword, { body }),
      await admin.ask(accountRoutes.createPasswordLink, { parameters }),
    ];
    for (const response of asked) {
      expect(response.json()).toMatchObject({ status: 409, code: 'account_kept_elsewhere' });
    }
  });
});

describe('the accounts', () => {
  const listed = async (query = '') => {
    const response = await admin.ask(accountRoutes.list, { query });
    return response.json<AccountList>();
  };

  it('are found by a part of a name or an address, and come in pages', async () => {
    const { db } = app.adapters.database;
    for (const name of ['Ștefan 1', 'Ștefan 2', 'Ștefan 3']) {
      const email = `${name.at(-1)}@pages.example`;
      await createAccount(db, { email, name, password, role: 'creator' });
    }
    const first = await listed('?q=stefan&limit=2');
    expect(first.accounts).toMatchObject([
      { name: 'Ștefan 3', keeper: 'owner', isSuspended: false },
      { name: 'Ștefan 2' },
    ]);
    const second = await listed(`?q=stefan&limit=2&cursor=${first.nextCursor}`);
    expect(second.accounts.map(({ email }) => email)).toEqual(['1@pages.example']);
    expect((await listed('?q=@PAGES')).accounts.length).toBe(3);
  });

  it.each([accountRoutes.list, accountRoutes.suspend, accountRoutes.createPasswordLink])(
    'are there for no creator: $method $url',
    async (route) => {
      const author = await app.author();
      const request = { parameters: { accountId: admin.id }, body: { isSuspended: true } };
      const asked = route === accountRoutes.suspend ? request : { parameters: request.parameters };
      const refused = await author.ask(route, asked);
      expect(refused.json()).toMatchObject({ status: 404, code: 'not_found' });
    },
  );
});

describe('a suspended account', () => {
  const suspend = (accountId: string, isSuspended: boolean) =>
    admin.ask(accountRoutes.suspend, { parameters: { accountId }, body: { isSuspended } });

  it('is out at once and cannot come back, until it is let in again', async () => {
    const author = await app.author('suspended');
    expect((await author.ask(accountRoutes.me)).statusCode).toBe(200);
    expect((await suspend(author.id, true)).statusCode).toBe(204);
    expect((await author.ask(accountRoutes.me)).statusCode).toBe(401);
    const refused = await signIn(author.email);
    expect(refused.json()).toMatchObject({ status: 403, code: 'account_suspended' });
    await suspend(author.id, false);
    expect((await signIn(author.email)).statusCode).toBe(200);
  });

  it('says so only to whoever knows its password', async () => {
    const author = await app.author('guarded');
    await suspend(author.id, true);
    const guessed = await signIn(author.email, 'a wrong guess of it');
    expect(guessed.json()).toMatchObject({ status: 401, code: 'invalid_email_or_password' });
  });

  it('is neither one’s own nor one that is not there', async () => {
    expect((await suspend(admin.id, true)).json()).toMatchObject({
      status: 409,
      code: 'own_account',
    });
    expect((await suspend(nobody, true)).statusCode).toBe(404);
  });
});

describe('a link for a new password', () => {
  const newPassword = 'another long secret';
  const linkFor = async ({ id }: TestClient) => {
    const parameters = { accountId: id };
    const made = await admin.ask(accountRoutes.createPasswordLink, { parameters });
    expect(made.statusCode).toBe(201);
    const link = made.json<PasswordLink>();
    return { ...link, token: new URL(link.url).hash.slice(1) };
  };
  const setPassword = (token: string, secret = newPassword) =>
    app.app.inject({
      ...accountRoutes.setPassword,
      payload: { token, newPassword: secret },
    });

  it('is good once, and ends every session', async () => {
    const author = await app.author('forgetful');
    const { token, goodUntilUtc } = await linkFor(author);
    const lifeMs = Date.parse(goodUntilUtc) - Date.now();
    expect(lifeMs).toBeGreaterThan(3_500_000);
    expect(lifeMs).toBeLessThanOrEqual(3_600_000);
    expect((await setPassword(token, 'short')).json()).toMatchObject({
      status: 400,
      code: 'password_too_short',
    });
    expect((await setPassword(token)).statusCode).toBe(200);
    expect((await author.ask(accountRoutes.me)).statusCode).toBe(401);
    expect((await signIn(author.email)).statusCode).toBe(401);
    expect((await signIn(author.email, newPassword)).statusCode).toBe(200);
    const again = await setPassword(token, 'a third long secret');
    expect(again.json()).toMatchObject({ status: 400, code: 'invalid_token' });
  });

  it('is nothing after an hour, nor when there is a later one', async () => {
    const author = await app.author('late');
    const [earlier, later] = [await linkFor(author), await linkFor(author)];
    expect((await setPassword(earlier.token)).json()).toMatchObject({ code: 'invalid_token' });
    await app.adapters.database.db
      .updateTable('verification')
      .set({ expiresAt: sql<Date>`now() - interval '1 second'` })
      .where('value', '=', author.id)
      .execute();
    expect((await setPassword(later.token)).json()).toMatchObject({ code: 'invalid_token' });
    expect((await signIn(author.email)).statusCode).toBe(200);
  });

  it('cannot be made of what the database has', async () => {
    const author = await app.author('stored');
    const { token } = await linkFor(author);
    const rows = await app.adapters.database.db
      .selectFrom('verification')
      .selectAll()
      .where('value', '=', author.id)
      .execute();
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
    for (const guess of [rows[0]?.identifier ?? '', '', 'x']) {
      expect((await setPassword(guess)).json()).toMatchObject({ code: 'invalid_token' });
    }
  });

  it('is for an account that is there', async () => {
    const parameters = { accountId: nobody };
    const refused = await admin.ask(accountRoutes.createPasswordLink, { parameters });
    expect(refused.statusCode).toBe(404);
  });
});
