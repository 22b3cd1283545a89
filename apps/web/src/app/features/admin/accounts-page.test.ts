import type { AccountList, ListedAccount, PasswordLink } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { expect, it } from 'vitest';
import { accountWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { AccountsPage } from './accounts-page.ts';

const listed = (overrides: Partial<ListedAccount> = {}): ListedAccount => ({
  ...accountWith(),
  keeper: 'owner',
  isSuspended: false,
  createdAtUtc: '2026-04-01T08:00:00.000Z',
  ...overrides,
});

async function openPage(...accounts: ListedAccount[]) {
  const opened = await openComponent(AccountsPage);
  await opened.server.answer<AccountList>(accountRoutes.list, { accounts });
  return opened;
}

it('shows a link for a new password once', async () => {
  const { server, screen } = await openPage(listed({ id: 'nela' }));
  await screen.press('Link for a new password for Nela');
  const parameters = { accountId: 'nela' };
  const url = 'https://a.example/new-password#token';
  const goodUntilUtc = '2026-04-01T09:00:00.000Z';
  await server.answer<PasswordLink>(
    accountRoutes.createPasswordLink,
    { url, goodUntilUtc },
    { parameters },
  );
  const field = (await screen.find('input', 'New password for Nela')) as HTMLInputElement;
  expect(field.value).toBe(url);
  await screen.press('Close');
  await expect.poll(() => screen.all('tp-password-link-box')).toEqual([]);
});

it('suspends somebody, and lets them in again', async () => {
  const { server, screen } = await openPage(listed({ id: 'nela' }));
  const parameters = { accountId: 'nela' };
  await screen.press('Suspend Nela');
  const sent = await server.answer(accountRoutes.suspend, null, { parameters });
  expect(sent.request.body).toEqual({ isSuspended: true });
  await expect.poll(() => screen.text()).toContain('Suspended');
  await screen.press('Allow Nela again');
  await server.answer(accountRoutes.suspend, null, { parameters });
  await expect.poll(() => screen.text()).not.toContain('Suspended');
});

it('offers no link where there is no password here', async () => {
  const { screen } = await openPage(listed({ keeper: 'organisation' }));
  await expect.poll(() => screen.text()).toContain('signs in at the organisation');
  expect(screen.text()).not.toContain('Link for a new password');
});

it('searches, and says that nobody was found', async () => {
  const { server, screen } = await openPage(listed());
  await screen.fill('Search by name or e-mail', 'nobody');
  const asked = await server.answer<AccountList>(accountRoutes.list, { accounts: [] });
  expect(asked.request.params.get('q')).toBe('nobody');
  await expect.poll(() => screen.text()).toContain('No account is like that.');
});
