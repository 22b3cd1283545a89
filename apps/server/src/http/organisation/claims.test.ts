import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPerson } from './claims.ts';
import type { IdentityProvider } from './identity-provider.ts';

/** What the UserInfo endpoint answers. */
let userInfo: { status: number; body: object };
let server: Server;
beforeAll(async () => {
  server = createServer((_request, response) => {
    response.writeHead(userInfo.status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(userInfo.body));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterAll(() => server.close());

function read(claims: object, claim = 'roles', withUserInfo = false) {
  const { port } = server.address() as AddressInfo;
  const provider: IdentityProvider = {
    name: 'Kites & Co',
    discoveryUrl: '',
    userInfoUrl: withUserInfo ? `http://127.0.0.1:${port}/` : undefined,
    clientId: '',
    clientSecret: '',
    secretMethod: 'client_secret_basic',
    scopes: [],
    admins: { claim, values: ['boss', '7'] },
    publicUrl: '',
  };
  const payload = Buffer.from(JSON.stringify({ sub: 's', ...claims })).toString('base64url');
  return readPerson(provider, { idToken: `e30.${payload}.`, accessToken: 'a' });
}

describe('the role', () => {
  it.each<[string, object, string]>([
    ['roles', { roles: ['x', 'boss'] }, 'admin'],
    ['roles', { roles: 'boss' }, 'admin'],
    ['roles', { roles: [7] }, 'admin'],
    ['roles', { roles: ['bossy'] }, 'creator'],
    ['roles', { roles: { boss: true } }, 'creator'],
    ['realm_access.roles', { realm_access: { roles: ['boss'] } }, 'admin'],
    ['https://a.example/roles', { 'https://a.example/roles': ['boss'] }, 'admin'],
    ['constructor.name', {}, 'creator'],
  ])('by %s of %o: %s', async (claim, claims, role) => {
    expect(await read(claims, claim)).toMatchObject({ role });
  });
});

describe('a person', () => {
  it.each<[object, object]>([
    [
      { email: 'A@a.example', email_verified: true, name: 'A' },
      { email: 'a@a.example', emailVerified: true, name: 'A' },
    ],
    [{ email: 'a@a.example' }, { emailVerified: false, name: 'a@a.example' }],
    [
      { preferred_username: 'a@a.example', email_verified: true },
      { email: 'a@a.example', emailVerified: false },
    ],
    [
      { preferred_username: 'a', email: 'none' },
      { email: undefined, name: 'a' },
    ],
    [{ name: `two\nlines${'🪁'.repeat(60)}` }, { name: `two lines${'🪁'.repeat(45)}` }],
  ])('with the claims %o', async (claims, person) => {
    expect(await read(claims)).toMatchObject(person);
  });
});

describe('UserInfo', () => {
  it('says what the ID token leaves out, and nothing else', async () => {
    userInfo = {
      status: 200,
      body: { sub: 's', name: 'Other', email: 'a@a.example', roles: 'boss' },
    };
    expect(await read({ name: 'A' }, 'roles', true)).toMatchObject({
      name: 'A',
      email: 'a@a.example',
      role: 'admin',
    });
  });

  it.each([
    [{ email: 'a@a.example' }, { email: 'b@a.example', email_verified: true }, false],
    [{ email_verified: true }, { email: 'b@a.example' }, false],
    [{ email: 'a@a.example' }, { email: 'a@a.example', email_verified: true }, true],
    [{ email: 'a@a.example', email_verified: false }, { email_verified: true }, false],
    [{}, { email: 'b@a.example', email_verified: true }, true],
  ])('and an ID token, %o and %o: verified %s', async (token, body, emailVerified) => {
    userInfo = { status: 200, body: { sub: 's', roles: [], ...body } };
    const { email = 'b@a.example' } = token as { email?: string };
    expect(await read(token, 'roles', true)).toMatchObject({ email, emailVerified });
  });

  it.each([
    ['of another person', { status: 200, body: { sub: 'other', roles: 'boss' } }],
    ['that fails', { status: 500, body: {} }],
  ])('%s lets nobody in', async (_, answer) => {
    userInfo = answer;
    await expect(read({ name: 'A' }, 'roles', true)).rejects.toThrow(/UserInfo/);
  });
});
