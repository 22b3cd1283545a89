import { TestBed } from '@angular/core/testing';
import type { SessionState } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import { expect, it } from 'vitest';
import { accountWith } from '../../../test/factories.ts';
import { openComponent } from '../../../test/open-component.ts';
import { Session } from '../core/session.ts';
import { NotFoundPage } from './not-found-page.ts';

it.each([
  [null, 'To all stories', '/catalogue'],
  [accountWith(), 'Go to the library', '/library'],
])('leads on whoever is there: %o', async (account, words, path) => {
  const { screen, server } = await openComponent(NotFoundPage);
  const begun = TestBed.inject(Session).begin();
  await server.answer<SessionState>(accountRoutes.session, { account });
  await begun;
  expect((await screen.find('a', words)).getAttribute('href')).toBe(path);
});
