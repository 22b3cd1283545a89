import type { DemoAccount } from '@taleport/contracts/accounts';
import type { Adapters } from './adapters.ts';

/** Who can sign in on a server that is being tried out. */
export const demoAccounts: readonly DemoAccount[] = [
  { email: 'author@example.org', name: 'Demo author', role: 'creator' },
  { email: 'admin@example.org', name: 'Demo admin', role: 'admin' },
];

/** The password of all of them, which each server has for itself. */
export function demoPassword({ demoKey }: Pick<Adapters, 'demoKey'>): string {
  return demoKey.slice(0, 12);
}
