import type { Account } from '@taleport/contracts/accounts';
import type { JobTimeline } from '@taleport/contracts/jobs';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobRow } from '../../jobs/job-row.ts';

/** Names of machines: for those who run them. */
const forAdmins = ['workerId', 'lostBy'];

/** What happened to a job, in order. */
export async function readTimeline(db: Db, account: Account, job: JobRow): Promise<JobTimeline> {
  const rows = await db
    .selectFrom('job_events')
    .select(['at', 'name', 'epoch', 'detail'])
    .where('job_id', '=', job.id)
    .orderBy('id')
    .execute();
  const isAdmin = account.role === 'admin';
  return {
    events: rows.map(({ at, detail, ...event }) => ({
      ...event,
      at: at.toISOString(),
      detail: isAdmin
        ? detail
        : Object.fromEntries(Object.entries(detail).filter(([name]) => !forAdmins.includes(name))),
    })),
  };
}
