import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { completeJobs, queueJobs } from '../../test/job-fixture.ts';
import { rowsRead } from '../../test/rows-read.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { createJob } from './create-job.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

it('a new job costs the same however many jobs its user has had', async () => {
  const { db } = app.adapters.database;
  const [first] = await queueJobs(app, 'author', 400);
  if (!first) throw new Error('No job was made');
  await completeJobs(app);
  // Or PostgreSQL goes on with the plan that it made for an empty table, until its autovacuum comes.
  await sql`analyze jobs`.execute(db);
  const { kind, owner_user_id: ownerUserId } = first;
  const requestedBy = { id: ownerUserId, email: 'author@example.org' };
  const read = await db.transaction().execute(async (trx) => {
    const before = await rowsRead(trx, 'jobs');
    // PostgreSQL keeps a plan from the sixth time on.
    for (let made = 0; made < 20; made += 1) {
      const reuse = { key: randomUUID(), isThere: async () => true };
      await createJob(trx, { kind, ownerUserId, requestedBy, locale: 'en', input: {}, reuse });
    }
    return (await rowsRead(trx, 'jobs')) - before;
  });
  // Each counts the active ones that were made before it.
  expect(read).toBeLessThan(400);
});
