import type { Account } from '@taleport/contracts/accounts';
import type { Story } from '@taleport/contracts/stories';

let made = 0;

/** A draft in one language that nobody has published. */
export function storyWith(overrides: Partial<Story> = {}): Story {
  made += 1;
  const id = `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`;
  const title = overrides.title ?? `Story ${made}`;
  return {
    id,
    originId: id,
    slug: `story-${made}`,
    draftRevision: 1,
    latestVersion: null,
    publishedVersion: null,
    title,
    titles: { en: title },
    languages: ['en'],
    picture: null,
    createdAtUtc: '2026-04-01T08:00:00.000Z',
    updatedAtUtc: '2026-04-02T08:00:00.000Z',
    ...overrides,
  };
}

/** An author. */
export function accountWith(overrides: Partial<Account> = {}): Account {
  return { id: 'nela', email: 'nela@example.org', name: 'Nela', role: 'creator', ...overrides };
}
