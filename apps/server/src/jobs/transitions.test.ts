import { type JobStatus, jobStatuses } from '@taleport/contracts/jobs';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { queueJob } from '../../test/job-fixture.ts';
import { startTestApp, type TestApp } from '../../test/test-app.ts';
import { moveJob } from './move-job.ts';
import { type JobEvent, transitions } from './transitions.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const events = Object.keys(transitions) as JobEvent[];
const pairs = new Set(
  events.flatMap((event) =>
    transitions[event].from
      .filter((from) => from !== transitions[event].to)
      .map((from) => `${from} to ${transitions[event].to}`),
  ),
);

describe('the transition table', () => {
  it('is the same in the code and in the database', async () => {
    const { rows } = await sql<{ pair: string }>`
      select from_status || ' to ' || to_status as pair from job_transitions
    `.execute(app.adapters.database.db);
    expect(new Set(rows.map((row) => row.pair))).toEqual(pairs);
  });

  it('is kept by the database against any writer', async () => {
    const { id } = await queueJob(app);
    const { db } = app.adapters.database;
    for (const from of jobStatuses) {
      for (const to of jobStatuses.filter((status) => status !== from)) {
        await forceStatus(id, from);
        const lease = to === 'Running' ? new Date() : null;
        const write = db
          .updateTable('jobs')
          .set({ status: to, lease_expires_at: lease })
          .where('id', '=', id)
          .execute();
        if (pairs.has(`${from} to ${to}`)) await write;
        else await expect(write).rejects.toThrow(`a job cannot go from ${from} to ${to}`);
      }
    }
  });

  it('is never left by any sequence of events', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom(...events), { maxLength: 12 }),
        async (sequence) => {
          let job = await queueJob(app);
          for (const event of sequence) {
            const expected = nextStatus(job.status, event);
            const moved = await app.adapters.database.db.transaction().execute((trx) =>
              moveJob(trx, {
                event,
                jobId: job.id,
                epoch: job.epoch,
                changes:
                  transitions[event].to === 'Running' ? { lease_expires_at: new Date() } : {},
              }),
            );
            expect(moved?.status).toBe(expected);
            const stored = await app.job(job.id);
            expect(stored).toEqual(moved ?? job);
            expect(stored.revision).toBe(job.revision + (moved ? 1 : 0));
            job = stored;
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

/** The status after an event, or undefined where the event cannot happen to a job in this status. */
function nextStatus(status: JobStatus, event: JobEvent): JobStatus | undefined {
  const { from, to } = transitions[event];
  return (from as readonly JobStatus[]).includes(status) ? to : undefined;
}

/** Sets a status past the table, as only a test may. */
async function forceStatus(jobId: string, status: JobStatus): Promise<void> {
  await app.adapters.database.runScript(`
    alter table jobs disable trigger job_transitions_only;
    update jobs set status = '${status}',
      lease_expires_at = ${status === 'Running' ? 'now()' : 'null'} where id = '${jobId}';
    alter table jobs enable trigger job_transitions_only;
  `);
}
