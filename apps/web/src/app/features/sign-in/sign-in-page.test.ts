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

async function openPage(inputs: { next?: string } = {}, options: Partial<SessionOptions> = {}) {
  const opened = await openComponent(SignInPage, { inputs, routes });
  await opened.server.answer<SessionOptions>(accountRoutes.sessionOptions, {
    isSignUpOpen: false,
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

it('offers neither demo accounts nor sign-up where the server has none', async () => {
  const { screen } = await openPage();
  await screen.find('button', 'Sign in');
  expect(screen.all('.demo')).toEqual([]);
  expect(screen.text()).not.toContain('I have no account yet');
});
