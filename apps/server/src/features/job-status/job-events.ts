import type { Account } from '@taleport/contracts/accounts';
import type { JobStatusDocument } from '@taleport/contracts/jobs';
import { jobsById, type RankedJobRow, recentJobs } from '../../http/jobs/find-jobs.ts';
import type { JobChanges } from '../../http/jobs/job-changes.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import { Doorbell } from '../../jobs/doorbell.ts';

/** An event now and then tells both ends, and everyone between, that the other is still there. */
const quietMs = 5_000;
/** A stream ends after a while and is opened again, with the permission of that moment. */
const lifeMs = 10 * 60_000;
const reconnectMs = 1_000;

interface JobEvents {
  readonly db: Db;
  readonly account: Account;
  readonly changes: JobChanges;
  readonly present: (row: RankedJobRow) => JobStatusDocument;
}

/**
 * Server-sent events (WHATWG HTML, section 9.2) of one account: `snapshot` with the jobs that are active or ended in the
 * last day, then `job` for each change, and `alive` while there is none. Changes that come faster than they are read are
 * told once, as they are then; after a time in which some may have been missed, there is another `snapshot`.
 */
export async function* jobEvents(stream: JobEvents): AsyncGenerator<string> {
  const { db, account, changes, present } = stream;
  const bell = new Doorbell();
  const ring = () => bell.ring();
  const changed = new Set<string>();
  let isBehind = true;
  const unsubscribe = changes.subscribe({
    onChange({ jobId, userIds }) {
      if (!userIds.includes(account.id)) return;
      changed.add(jobId);
      ring();
    },
    onGap() {
      isBehind = true;
      ring();
    },
  });
  changes.closing.addEventListener('abort', ring);
  const endsAt = performance.now() + lifeMs;
  try {
    yield `retry: ${reconnectMs}\n\n`;
    while (!changes.closing.aborted && performance.now() < endsAt) {
      const ids = [...changed];
      changed.clear();
      if (isBehind) {
        isBehind = false;
        const jobs = await recentJobs(db, account);
        yield event('snapshot', { jobs: jobs.map(present) });
      } else if (ids.length === 0) yield event('alive', {});
      else for (const row of await jobsById(db, account, ids)) yield event('job', present(row));
      await bell.wait(quietMs);
    }
  } finally {
    unsubscribe();
    changes.closing.removeEventListener('abort', ring);
  }
}

/** JSON has no line breaks of its own, so the data is one line. */
function event(name: string, data: unknown): string {
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
