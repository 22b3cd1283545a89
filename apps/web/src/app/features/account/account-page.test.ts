import { TestBed } from '@angular/core/testing';
import type { Account, OwnAccess, OwnSession, SessionState } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { expect, it } from 'vitest';
import { accountWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { Session } from '../../core/session.ts';
import { AccountPage } from './account-page.ts';
import { browserName } from './browser-name.ts';

const sessionWith = (overrides: Partial<OwnSession>): OwnSession => ({
  id: '00000000-0000-4000-8000-000000000001',
  isCurrent: false,
  userAgent: null,
  beganAtUtc: '2026-04-02T08:00:00.000Z',
  ...overrides,
});

async function openPage(access: Partial<OwnAccess> = {}) {
  const opened = await openComponent(AccountPage);
  const beginning = TestBed.inject(Session).begin();
  await opened.server.answer<SessionState>(accountRoutes.session, { account: accountWith() });
  await beginning;
  await opened.server.answer<OwnAccess>(accountRoutes.access, {
    keeper: 'owner',
    sessions: [sessionWith({ isCurrent: true })],
    ...access,
  });
  return opened;
}

it('changes the name, which is then the name of whoever is signed in', async () => {
  const { server, screen } = await openPage();
  await screen.fill('Name', 'Nela Ionescu');
  await screen.press('Save name');
  const named = accountWith({ name: 'Nela Ionescu' });
  const sent = await server.answer<Account>(accountRoutes.rename, named);
  expect(sent.request.body).toEqual({ name: 'Nela Ionescu' });
  await expect.poll(() => screen.text()).toContain('Your name was changed.');
  expect(TestBed.inject(Session).account()?.name).toBe('Nela Ionescu');
});

it('asks for the old password, says that it is wrong, and forgets both when it was changed', async () => {
  const { server, screen } = await openPage();
  const change = async (current: string) => {
    await screen.fill('Password until now', current);
    await screen.fill('New password', 'another long secret');
    await screen.press('Change password');
  };
  await change('a wrong guess');
  await server.refuse(accountRoutes.changePassword, { status: 400, code: 'invalid_password' });
  await expect.poll(() => screen.text()).toContain('The password until now is not right.');
  await change('a long secret');
  const sent = await server.answer(accountRoutes.changePassword, {});
  expect(sent.request.body).toEqual({
    currentPassword: 'a long secret',
    newPassword: 'another long secret',
  });
  await expect.poll(() => screen.text()).toContain('Your password was changed.');
  const fields = screen.all('input[type=password]') as HTMLInputElement[];
  expect(fields.map(({ value }) => value)).toEqual(['', '']);
  await server.request(accountRoutes.access);
});

it('sends no password that is too short', async () => {
  const { screen } = await openPage();
  await screen.fill('Password until now', 'a long secret');
  await screen.fill('New password', 'short');
  await screen.press('Change password');
  await expect.poll(() => screen.text()).toContain('At least 10 characters');
  expect(document.activeElement?.getAttribute('name')).toBe('wanted');
});

it('ends another session, and not the one of this browser', async () => {
  const phone = sessionWith({
    id: '00000000-0000-4000-8000-000000000002',
    userAgent: 'Mozilla/5.0 (Android 14; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0',
  });
  const { server, screen } = await openPage({
    sessions: [sessionWith({ isCurrent: true }), phone],
  });
  await screen.press('Sign out there: Firefox · Android');
  const parameters = { sessionId: phone.id };
  await server.answer(accountRoutes.endSession, null, { parameters });
  await expect.poll(() => screen.all('li').length).toBe(1);
  expect(screen.text()).toContain('since Apr 2, 2026');
  expect(screen.all('li button')).toEqual([]);
});

it.each([
  ['organisation', 'Your organisation keeps your name and your password.'],
  ['demo', 'This account is for everybody who tries Taleport out'],
] as const)('offers nothing to change where the %s keeps it', async (keeper, words) => {
  const { screen } = await openPage({ keeper });
  await expect.poll(() => screen.text()).toContain(words);
  expect(screen.all('form')).toEqual([]);
});

it.each([
  [null, undefined],
  ['curl/8.5.0', undefined],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36',
    'Chrome · Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/141.0 Safari/537.36 Edg/141.0',
    'Edge · Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1',
    'Safari · iPhone',
  ],
])('calls %s %s', (userAgent, name) => {
  expect(browserName(userAgent)).toBe(name);
});
