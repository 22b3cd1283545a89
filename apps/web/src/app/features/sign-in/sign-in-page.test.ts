import { Component } from '@angular/core';
import { TestBed } from '@angular/core/testing';
import { Router } from '@angular/router';
import type { Account, SessionOptions } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { expect, it } from 'vitest';
import { accountWith } from '../../../../test/factories.ts';
import { openComponent } from '../../../../test/open-component.ts';
import { SignInPage } from './sign-in-page.ts';

@Component({ template: '' })
class AnyPage {}

const routes = [{ path: '**', component: AnyPage }];

async function openPage(
  inputs: { next?: string; error?: string } = {},
  options: Partial<SessionOptions> = {},
) {
  const opened = await openComponent(SignInPage, { inputs, routes });
  await opened.server.answer<SessionOptions>(accountRoutes.sessionOptions, {
    isSignUpOpen: false,
    hasLocalAccounts: true,
    organisation: null,
    demoAccounts: [],
    ...options,
  });
  return opened;
}

it('leads to where one wanted to go', async () => {
  const { server, screen } = await openPage({ next: '/stories/7' });
  await screen.fill('E-mail', 'nela@example.org');
  await screen.fill('Password', 'a long secret');
  await screen.press('Sign in');
  await server.answer(accountRoutes.signIn, {});
  await server.answer<Account>(accountRoutes.me, accountWith());
  await expect.poll(() => TestBed.inject(Router).url).toBe('/stories/7');
});

it('leads to no other host', async () => {
  const demoAccounts = [accountWith({ role: 'admin' })];
  const { server, screen } = await openPage({ next: '//evil.example' }, { demoAccounts });
  await screen.press('As an administrator');
  const sent = await server.answer(accountRoutes.demoSignIn, {});
  expect(sent.request.body).toEqual({ email: 'nela@example.org' });
  await server.answer<Account>(accountRoutes.me, accountWith());
  await expect.poll(() => TestBed.inject(Router).url).toBe('/library');
});

it.each([
  ['invalid_email_or_password', 'The e-mail address or the password is not right.'],
  ['too_many_requests', 'Too many attempts. Wait a little, then try again.'],
  [
    'user_already_exists_use_another_email',
    'There is an account with this e-mail address already.',
  ],
  ['something_new', 'This did not work: The roof leaks.'],
])('says in words what %s means', async (code, words) => {
  const { server, screen } = await openPage();
  await screen.fill('E-mail', 'nela@example.org');
  await screen.fill('Password', 'wrong, and long');
  await screen.press('Sign in');
  await server.refuse(accountRoutes.signIn, { status: 400, code, detail: 'The roof leaks.' });
  await expect.poll(() => screen.text()).toContain(words);
});

it('makes an account where the server lets one', async () => {
  const { server, screen } = await openPage({}, { isSignUpOpen: true });
  await screen.press('I have no account yet');
  await screen.fill('Name', 'Nela');
  await screen.fill('E-mail', 'nela@example.org');
  await screen.fill('Password', 'a long secret');
  await screen.press('Create account');
  const sent = await server.answer(accountRoutes.signUp, {});
  expect(sent.request.body).toMatchObject({ name: 'Nela', email: 'nela@example.org' });
  await server.answer<Account>(accountRoutes.me, accountWith());
  await expect.poll(() => TestBed.inject(Router).url).toBe('/library');
});

it('says beside each field what is missing, and sends nothing', async () => {
  const { server, screen } = await openPage({}, { isSignUpOpen: true });
  await screen.press('I have no account yet');
  await screen.fill('E-mail', 'nela');
  await screen.fill('Password', 'short');
  await screen.press('Create account');
  await screen.find('mat-error', 'Say how you are called.');
  await screen.find('mat-error', 'Enter your e-mail address, such as nela@example.org.');
  await screen.find('mat-error', 'At least 10 characters');
  expect(document.activeElement).toBe(await screen.find('input', 'Name'));
  server.expectNoOtherRequest();
});

const organisation = { name: 'Kites & Co' };

it('leads to the organisation, and from there to where one wanted to go', async () => {
  const { screen } = await openPage({ next: '/stories/7?tab=map' }, { organisation });
  const link = await screen.find('a', 'Continue with Kites & Co');
  expect(link.getAttribute('href')).toBe(
    '/api/organisation-sign-in?next=%2Fstories%2F7%3Ftab%3Dmap',
  );
  expect(link.getAttribute('target')).toBeNull();
  await screen.find('input', 'Password');
});

it('asks for no password where only the organisation lets in', async () => {
  const { screen } = await openPage({}, { organisation, hasLocalAccounts: false });
  await screen.find('a', 'Continue with Kites & Co');
  expect(screen.all('input, button')).toEqual([]);
});

it.each([
  ['account_not_linked', 'Kites & Co does not confirm that the address is yours'],
  ['access_denied', 'Kites & Co did not let you in.'],
  ['<b>made up</b>', 'Kites & Co cannot be reached'],
])('says in words why the organisation let nobody in: %s', async (error, words) => {
  const { screen } = await openPage({ error }, { organisation });
  expect((await screen.find('a', 'Continue with Kites & Co')).isConnected).toBe(true);
  expect(screen.all('[role=alert]').map((alert) => alert.textContent)).toEqual([
    expect.stringContaining(words),
  ]);
  expect(screen.text()).not.toContain('made up');
});

it('offers neither demo accounts nor sign-up where the server has none', async () => {
  const { screen } = await openPage();
  await screen.find('button', 'Sign in');
  expect(screen.all('.demo')).toEqual([]);
  expect(screen.text()).not.toContain('I have no account yet');
});
