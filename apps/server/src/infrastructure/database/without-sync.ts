import { sql } from 'kysely';

/**
 * A condition that is always true and lets the commit wait for no disk (PostgreSQL, section 28.4, Asynchronous Commit),
 * in the same statement: a transaction of several would take four times as long. Only for what may be lost in a crash
 * because somebody makes up for it. A later commit that waits makes this one safe, too.
 */
export const withoutSync = sql<boolean>`set_config('synchronous_commit', 'off', true) = 'off'`;
