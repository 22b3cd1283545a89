import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { SessionOptions } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyNewDatabase } from '../../test/database-template.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { readSettings } from './config.ts';
import { makeDemoContent } from './demo-content.ts';

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-first-hour-'));
  await copyNewDatabase(folder);
  return folder;
}

async function signIn({ app }: TestApp, email: string, password: string) {
  const { method, url } = accountRoutes.signIn;
  return app.inject({ method, url, payload: { email, password } });
}

describe('whether demo content is made', () => {
  it.each([
    [{}, true],
    [{ HOST: '127.0.0.2' }, true],
    [{ HOST: '::1' }, true],
    [{ HOST: '0.0.0.0' }, false],
    [{ HOST: '127.0.0.1.example.org' }, false],
    [{ HOST: '0.0.0.0', DEMO: 'on' }, true],
    [{ DEMO: 'off' }, false],
    [{ PUBLIC_URL: 'http://localhost:3000' }, true],
    [{ PUBLIC_URL: 'http://[::1]:3000' }, true],
    // Behind a proxy on the same machine, and NODE_ENV forgotten.
    [{ PUBLIC_URL: 'https://stories.example.org' }, false],
    [{ TRUST_PROXY: '127.0.0.1' }, false],
    [{ TRUST_PROXY: '127.0.0.1', DEMO: 'on' }, true],
    [
      {
        NODE_ENV: 'production',
        DEMO: 'on',
        PUBLIC_URL: 'https://a.example',
        SECRET: 'x'.repeat(32),
      },
      false,
    ],
  ])('with %o: %s', (environment, isDemo) => {
    expect(readSettings(environment).isDemo).toBe(isDemo);
  });

  it('not even when it is asked for where others come', () => {
    const environment = { PUBLIC_URL: 'https://stories.example.org', DEMO: 'on' };
    expect(() => readSettings(environment)).toThrow('DEMO: cannot be on where PUBLIC_URL');
  });
});

describe('what is open to everybody is said at the start, and why', () => {
  it.each<[Record<string, string>, string, string]>([
    [{}, 'on, since only this machine can connect', 'open, since only this machine can connect'],
    [{ HOST: '0.0.0.0' }, 'off, since HOST is 0.0.0.0', 'closed, since HOST is 0.0.0.0'],
    [
      { PUBLIC_URL: 'https://a.example/', DEMO: '' },
      'off, since PUBLIC_URL is https://a.example',
      'closed, since PUBLIC_URL is https://a.example',
    ],
    [{ TRUST_PROXY: '::1' }, 'off, since TRUST_PROXY is set', 'closed, since TRUST_PROXY is set'],
    [{ DEMO: 'off', SIGN_UP: 'open' }, 'off, since DEMO is off', 'open, since SIGN_UP is open'],
    [
      { NODE_ENV: 'production', PUBLIC_URL: 'http://127.0.0.1', SECRET: 'x'.repeat(32) },
      'off, since NODE_ENV is production',
      'closed, since NODE_ENV is production',
    ],
  ])('%o', (environment, demo, signUp) => {
    const { openings } = readSettings(environment);
    expect(openings.slice(0, 2)).toEqual([`Demo accounts are ${demo}.`, `Sign-up is ${signUp}.`]);
    const isTogether = openings.some((line) => line.includes('TRUST_PROXY names no proxy'));
    expect(isTogether).toBe(environment.PUBLIC_URL?.startsWith('https:') ?? false);
  });
});

describe('a server that is tried out', () => {
  const { demoSignIn, me, sessionOptions } = accountRoutes;
  let dataDir: string;
  let app: TestApp;
  let said: readonly string[];
  beforeAll(async () => {
    dataDir = await newFolder();
    // As the folders of earlier versions are.
    await chmod(join(dataDir, 'db'), 0o755);
    app = await startTestApp({ dataDir });
    said = await makeDemoContent(app.adapters, readSettings({ DATA_DIR: dataDir }));
  });
  afterAll(async () => {
    await app.close();
    await rm(dataDir, { recursive: true });
  });

  it('has two accounts and the published samples, made once', async () => {
    const settings = readSettings({ DATA_DIR: dataDir });
    expect(await makeDemoContent(app.adapters, settings)).toEqual(said);
    const [, email = '', password = ''] = /(\S+@\S+) +password: (\S+)/.exec(said[0] ?? '') ?? [];
    await app.drainJobs();
    const signedIn = await signIn(app, email, password);
    const headers = { authorization: `Bearer ${signedIn.headers['set-auth-token']}` };
    const list = await app.app.inject({ ...storyRoutes.list, headers });
    const { stories } = list.json<{ stories: { slug: string; publishedVersion: number }[] }>();
    expect(stories.map((story) => [story.slug, story.publishedVersion]).sort()).toEqual([
      ['nela-and-the-red-kite', 1],
      ['the-lamp-in-the-fog', 1],
    ]);
    expect(said[1]).toContain('admin@example.org');
  });

  it('lets no other user of the machine read its database and its blobs', async () => {
    const modes = ['db', 'blobs'].map(async (name) => (await stat(join(dataDir, name))).mode);
    expect((await Promise.all(modes)).map((mode) => mode & 0o777)).toEqual([0o700, 0o700]);
  });

  it('lets sign in with one click, and its password never leaves it', async () => {
    const options = await app.app.inject(sessionOptions);
    expect(options.json()).toEqual({
      isSignUpOpen: true,
      hasLocalAccounts: true,
      organisation: null,
      demoAccounts: [
        { email: 'author@example.org', name: 'Demo author', role: 'creator' },
        { email: 'admin@example.org', name: 'Demo admin', role: 'admin' },
      ],
    });
    for (const { email } of options.json<SessionOptions>().demoAccounts) {
      const signedIn = await app.app.inject({ ...demoSignIn, payload: { email } });
      expect(`${options.body}${signedIn.body}`).not.toContain(app.adapters.demoKey.slice(0, 12));
      const cookies = Object.fromEntries(signedIn.cookies.map(({ name, value }) => [name, value]));
      expect((await app.app.inject({ ...me, cookies })).json()).toMatchObject({ email });
    }
  });

  it('lets nobody else in by a click, nor from other sites', async () => {
    const other = await app.app.inject({ ...demoSignIn, payload: { email: 'me@example.org' } });
    expect([other.statusCode, other.cookies]).toEqual([404, []]);
    const foreign = await app.app.inject({
      ...demoSignIn,
      payload: { email: 'author@example.org' },
      headers: { origin: 'https://evil.example', cookie: 'a=b', 'sec-fetch-site': 'cross-site' },
    });
    expect([foreign.statusCode, foreign.cookies]).toEqual([403, []]);
  });

  it('leaves an account alone that somebody has under such an address', async () => {
    const own = await startTestApp();
    const { email } = await own.author('admin');
    const settings = readSettings({ DATA_DIR: own.dataDir });
    const said = await makeDemoContent(own.adapters, settings);
    await own.close();
    expect(said.map((line) => line.includes(email))).toEqual([false]);
  });

  it('lets nobody in when it is no longer tried out: by a click, a password or a session', async () => {
    const [, email = '', password = ''] = /(\S+@\S+) +password: (\S+)/.exec(said[1] ?? '') ?? [];
    const entered = await signIn(app, email, password);
    const headers = { authorization: `Bearer ${entered.headers['set-auth-token']}` };
    expect((await app.app.inject({ ...me, headers })).statusCode).toBe(200);
    await app.close();
    app = await startTestApp({ dataDir, environment: { DEMO: 'off', SIGN_UP: 'closed' } });
    const again = await signIn(app, email, password);
    expect(again.json()).toMatchObject({ status: 403, code: 'demo_off' });
    expect((await app.app.inject({ ...me, headers })).statusCode).toBe(401);
    const options = await app.app.inject(sessionOptions);
    expect(options.json()).toMatchObject({ isSignUpOpen: false, demoAccounts: [] });
    const payload = { email: 'author@example.org' };
    const signedIn = await app.app.inject({ ...demoSignIn, payload });
    expect([signedIn.statusCode, signedIn.cookies]).toEqual([404, []]);
  });
});

describe('taleport admin', { timeout: 60_000 }, () => {
  let dataDir: string;
  beforeAll(async () => {
    dataDir = await newFolder();
  });
  afterAll(() => rm(dataDir, { recursive: true }));

  async function withApp<Result>(use: (app: TestApp) => Promise<Result>): Promise<Result> {
    const app = await startTestApp({ dataDir });
    try {
      return await use(app);
    } finally {
      await app.close();
    }
  }

  const program = join(import.meta.dirname, '../../bin/taleport.js');
  const run = (args: readonly string[], input?: string, more: Record<string, string> = {}) => {
    const running = promisify(execFile)(process.execPath, [program, 'admin', ...args], {
      env: { ...process.env, DATA_DIR: dataDir, NODE_ENV: 'test', ...more },
    });
    running.child.stdin?.end(input);
    return running;
  };

  it('makes an admin with a password of its own making', async () => {
    const { stdout } = await run(['create', '--email', 'first@example.org']);
    const [, password = ''] = /The password is (\S+)/.exec(stdout) ?? [];
    const answer = await withApp((app) => signIn(app, 'first@example.org', password));
    expect(answer.json()).toMatchObject({ user: { role: 'admin' } });
  });

  it('takes a password from the standard input, and refuses one that is too short', async () => {
    const args = ['create', '--email', 'second@example.org', '--password-stdin'];
    await expect(run(args, 'short\n')).rejects.toMatchObject({ code: 1 });
    await run(args, 'a password of mine\n');
    const answer = await withApp((app) => signIn(app, 'second@example.org', 'a password of mine'));
    expect(answer.statusCode).toBe(200);
  });

  it('makes an account that is there an admin', async () => {
    const role = async () =>
      withApp(async (app) => {
        const author = await app.author();
        return (await author.ask(accountRoutes.me)).json().role;
      });
    expect(await role()).toBe('creator');
    const { stdout } = await run(['create', '--email', 'AUTHOR@example.org']);
    expect(stdout).toContain('is an admin now');
    expect(await role()).toBe('admin');
  });

  it('prints a link with which a password is set', async () => {
    const { stdout } = await run(['reset-password', '--email', 'First@example.org']);
    const [, token] = /^http:\/\/localhost:3000\/new-password#(\S+)$/m.exec(stdout) ?? [];
    const newPassword = 'a password of today';
    const answer = await withApp(async (app) => {
      await app.app.inject({ ...accountRoutes.setPassword, payload: { token, newPassword } });
      return signIn(app, 'first@example.org', newPassword);
    });
    expect(answer.statusCode).toBe(200);
    await expect(run(['reset-password', '--email', 'no@example.org'])).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Nobody here is called no@example.org'),
    });
  });

  it('says what to do where there are no passwords', async () => {
    const organisation = {
      LOCAL_ACCOUNTS: 'off',
      PUBLIC_URL: 'http://localhost',
      OIDC_ISSUER: 'http://127.0.0.1:1',
      OIDC_CLIENT_ID: 'taleport',
      OIDC_CLIENT_SECRET: 'hush',
    };
    const args = ['create', '--email', 'fourth@example.org'];
    await expect(run(args, undefined, organisation)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Let them sign in with 127.0.0.1:1 once'),
    });
    const roles = { OIDC_ROLE_CLAIM: 'groups', OIDC_ADMIN_VALUES: 'librarians' };
    await expect(run(args, undefined, { ...organisation, ...roles })).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('give them librarians there, in the claim groups'),
    });
  });

  it('says how it is used, and that a running server has the folder', async () => {
    const wrong = expect.objectContaining({ code: 2, stderr: expect.stringContaining('Usage') });
    await expect(run(['create'])).rejects.toEqual(wrong);
    await expect(run(['create', '--email', 'not an address'])).rejects.toEqual(wrong);
    await expect(run(['reset-password'])).rejects.toEqual(wrong);
    await expect(run(['remove', '--email', 'a@example.org'])).rejects.toEqual(wrong);
    await withApp(async () => {
      await expect(run(['create', '--email', 'third@example.org'])).rejects.toMatchObject({
        code: 1,
        stderr: expect.stringContaining(dataDir),
      });
    });
  });
});
