import { TestBed } from '@angular/core/testing';
import type { Account, SessionOptions } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { expect, it } from 'vitest';
import { accountWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { Session } from '../../core/session.ts';
import { SignInAgain } from './sign-in-again.ts';
import { SignedInPage } from './signed-in-page.ts';

it('offers of the demo accounts only the one that was signed in', async () => {
  const { server, screen } = await openComponent(SignInAgain);
  const admin = accountWith({ email: 'admin@example.org', role: 'admin' });
  TestBed.inject(Session).awaitSignIn('nela@example.org');
  await server.answer<SessionOptions>(accountRoutes.sessionOptions, {
    isSignUpOpen: false,
    hasLocalAccounts: true,
    organisation: null,
    demoAccounts: [accountWith(), admin],
  });
  await screen.find('button', 'As an author');
  expect(screen.text()).not.toContain('As an administrator');
});

it('visits the organisation in another tab, and goes on when that one says so', async () => {
  const { server, screen } = await openComponent(SignInAgain);
  const session = TestBed.inject(Session);
  session.awaitSignIn('nela@example.org');
  await server.answer<SessionOptions>(accountRoutes.sessionOptions, {
    isSignUpOpen: false,
    hasLocalAccounts: false,
    organisation: { name: 'Kites & Co' },
    demoAccounts: [],
  });
  const link = await screen.find('a', 'Continue with Kites & Co');
  expect(link).toMatchObject({ target: '_blank', rel: 'noopener' });
  expect(link.getAttribute('href')).toBe(
    '/api/organisation-sign-in?next=%2Fsigned-in&hint=nela%40example.org',
  );
  expect(screen.text()).toContain('This opens a new tab.');
  await expect.poll(() => document.activeElement).toBe(link);

  // What the other tab does at its end.
  TestBed.createComponent(SignedInPage);
  await server.answer<Account>(accountRoutes.me, accountWith());
  await expect.poll(() => session.hasEnded()).toBe(false);
  expect(session.account()?.email).toBe('nela@example.org');
});
