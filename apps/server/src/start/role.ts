import type { Settings } from './config.ts';

/** What a process does: all of it, answer requests, or work on jobs. */
export type Role = 'serve' | 'api' | 'worker';

/** A role that stands beside other processes, with settings that they could not share. */
export class RoleError extends Error {
  constructor(role: Role, missing: readonly string[]) {
    super(
      `"taleport ${role}" shares its work with other processes, so it needs ${missing.join(' and ')}. Set what is missing, or run everything in one process with "taleport serve".`,
    );
    this.name = 'RoleError';
  }
}

/** Throws RoleError where the role has others beside it and the database, the storage or the secret is this process's own. */
export function checkRole(role: Role, settings: Settings): void {
  if (role === 'serve') return;
  const shared = {
    DATABASE_URL: settings.databaseUrl,
    'AZURE_STORAGE_ACCOUNT (or AZURE_STORAGE_CONNECTION_STRING)': settings.azureStorage,
    SECRET: settings.secret,
  };
  const missing = Object.entries(shared).flatMap(([name, value]) => (value ? [] : [name]));
  if (missing.length > 0) throw new RoleError(role, missing);
}
