import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { queueJob, queueJobs } from '../../test/job-fixture.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import type { Trx } from '../infrastructure/database/database.ts';
import { createJob } from './create-job.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('a new job costs the same however many jobs its user has had', async () => {
  await queueJobs(app, 'author', 400);
  const { db } = app.adapters.database;
  await sql`update jobs set status = 'Canceled', completed_at_utc = now()`.execute(db);
  const { kind, owner_user_id: ownerUserId } = await queueJob(app, 'author');
  const requestedBy = { id: ownerUserId, email: 'author@example.org' };
  const rowsRead = await db.transaction().execute(async (trx) => {
    const before = await rowsReadOfJobs(trx);
    // PostgreSQL keeps a plan from the sixth time on.
    for (let made = 0; made < 20; made += 1) {
      const reuse = { key: randomUUID(), isThere: async () => true };
      await createJob(trx, { kind, ownerUserId, requestedBy, locale: 'en', input: {}, reuse });
    }
    return (await rowsReadOfJobs(trx)) - before;
  });
  // Each counts the active ones that were made before it.
  expect(rowsRead).toBeLessThan(400);
});

/** So far, by this session. */
async function rowsReadOfJobs(trx: Trx): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select (seq_tup_read + idx_tup_fetch)::integer as read
    from pg_stat_xact_user_tables where relname = 'jobs'
  `.execute(trx);
  return rows[0]?.read ?? Number.NaN;
}
