import { TestBed } from '@angular/core/testing';
import type { Account, SessionState } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { describe, expect, it } from 'vitest';
import { accountWith } from '../../../test/factories.ts';
import { openStudio } from '../../../test/open-component.ts';
import type { PlayedServer } from '../../../test/played-server.ts';
import { Api } from './api.ts';
import { Session } from './session.ts';

const refusal = { status: 401, code: 'sign_in_required' };

describe('a session', () => {
  it('has an account after signing in', async () => {
    const { session, server } = openSession();
    const done = session.signIn('nela@example.org', 'a long secret');
    const sent = await server.answer(accountRoutes.signIn, {});
    expect(sent.request.body).toEqual({ email: 'nela@example.org', password: 'a long secret' });
    await server.answer<Account>(accountRoutes.me, accountWith({ role: 'admin' }));
    await done;
    expect(session.account()?.name).toBe('Nela');
    expect(session.isAdmin()).toBe(true);
  });

  it.each([accountWith(), null])('begins with whom the server knows: %o', async (account) => {
    const { session, server } = openSession();
    const done = session.begin();
    await server.answer<SessionState>(accountRoutes.session, { account });
    await done;
    expect(session.account() ?? null).toEqual(account);
    expect(session.hasEnded()).toBe(false);
  });

  it('has no account where nobody is signed in, and calls that no end', async () => {
    const { session, server } = openSession();
    const done = session.load();
    await server.refuse(accountRoutes.me, refusal);
    await done;
    expect(session.account()).toBeUndefined();
    expect(session.hasEnded()).toBe(false);
  });

  it('ends when any request is told to sign in, and keeps the account on the page', async () => {
    const { session, server } = await openSignedIn();
    await loseSession(server);
    expect(session.hasEnded()).toBe(true);
    expect(session.account()?.name).toBe('Nela');
  });

  it('goes on after signing in again', async () => {
    const { session, server } = await openSignedIn();
    await loseSession(server);
    const done = session.signIn('nela@example.org', 'a long secret');
    await server.answer(accountRoutes.signIn, {});
    await server.answer<Account>(accountRoutes.me, accountWith());
    await done;
    expect(session.hasEnded()).toBe(false);
  });

  it('does not end over a wrong password', async () => {
    const { session, server } = await openSignedIn();
    const done = session.signIn('nela@example.org', 'wrong');
    await server.refuse(accountRoutes.signIn, { status: 401, code: 'invalid_email_or_password' });
    await expect(done).rejects.toMatchObject({ code: 'invalid_email_or_password' });
    expect(session.hasEnded()).toBe(false);
  });

  it('has no account after signing out', async () => {
    const { session, server } = await openSignedIn();
    const done = session.signOut();
    await server.answer(accountRoutes.signOut, {});
    await done;
    expect(session.account()).toBeUndefined();
  });
});

function openSession() {
  const server = openStudio();
  return { server, session: TestBed.inject(Session) };
}

async function openSignedIn() {
  const { server, session } = openSession();
  const done = session.load();
  await server.answer<Account>(accountRoutes.me, accountWith());
  await done;
  return { server, session };
}

async function loseSession(server: PlayedServer): Promise<void> {
  const answer = TestBed.inject(Api).call(storyRoutes.list);
  await server.refuse(storyRoutes.list, refusal);
  await expect(answer).rejects.toMatchObject({ status: 401 });
}
