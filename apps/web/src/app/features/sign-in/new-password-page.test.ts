import { ActivatedRoute } from '@angular/router';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { expect, it } from 'vitest';
import { openComponent } from '../../../../test/open-component.ts';
import { NewPasswordPage } from './new-password-page.ts';

async function openPage() {
  const route = { snapshot: { fragment: 'token-of-the-link' } };
  const opened = await openComponent(NewPasswordPage, {
    providers: [{ provide: ActivatedRoute, useValue: route }],
  });
  await opened.screen.fill('New password', 'another long secret');
  await opened.screen.press('Set password');
  return opened;
}

it('sets the password that was typed, by the link that led here', async () => {
  const { server, screen } = await openPage();
  const sent = await server.answer(accountRoutes.setPassword, {});
  expect(sent.request.body).toEqual({
    token: 'token-of-the-link',
    newPassword: 'another long secret',
  });
  await expect.poll(() => screen.text()).toContain('The new password is set.');
});

it('says what to do where the link is good no longer', async () => {
  const { server, screen } = await openPage();
  await server.refuse(accountRoutes.setPassword, { status: 400, code: 'invalid_token' });
  await expect.poll(() => screen.text()).toContain('Ask your administrator for another one.');
});
