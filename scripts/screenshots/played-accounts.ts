import type { AccountList, ListedAccount, OwnAccess } from '@taleport/contracts/accounts';
import { accountRoutes } from '@taleport/contracts/routes/accounts';
import type { Page } from 'playwright-core';
import { play } from './played-answers.ts';

export const noAccounts: AccountList = { accounts: [] };

const beganAtUtc = '2026-04-02T08:00:00.000Z';
const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** An account of one's own, signed in at two places. */
export function playAccess(page: Page): Promise<void> {
  const access: OwnAccess = {
    keeper: 'owner',
    sessions: [
      {
        id: idOf(1),
        isCurrent: true,
        userAgent: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        beganAtUtc,
      },
      {
        id: idOf(2),
        isCurrent: false,
        userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604',
        beganAtUtc,
      },
    ],
  };
  return play(page, { path: accountRoutes.access.url, answer: access });
}

/** Somebody of each sort. */
export function playAccounts(page: Page): Promise<void> {
  const changes: Partial<ListedAccount>[] = [
    { name: 'Translator', email: 'translator@kites.example', keeper: 'organisation' },
    { name: 'Illustrator', email: 'illustrator@example.org', isSuspended: true },
    { name: 'Nela', email: 'a.very.long.address.that.somebody.has@stories.example.org' },
    { name: 'Administrator', email: 'office@example.org', role: 'admin' },
  ];
  const accounts = changes.map(
    (change, index): ListedAccount => ({
      id: idOf(index),
      name: '',
      email: '',
      role: 'creator',
      keeper: 'owner',
      isSuspended: false,
      createdAtUtc: beganAtUtc,
      ...change,
    }),
  );
  const answer: AccountList = { accounts, nextCursor: `1~${idOf(9)}` };
  return play(page, { path: accountRoutes.list.url, answer });
}
