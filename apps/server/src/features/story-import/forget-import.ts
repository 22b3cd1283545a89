import type { StoryImportCode } from '@taleport/contracts/story-import';
import { HttpProblem } from '../../http/problem.ts';
import { discardJob } from '../../jobs/discard-job.ts';
import type { JobEngine } from '../../jobs/engine.ts';

/**
 * Takes an import off its author's list. Throws the 409 problem of one that still has something to give: it is canceled or
 * decided first.
 */
export async function forgetImport(engine: JobEngine, jobId: string): Promise<void> {
  await discardJob(engine, jobId);
  const { numDeletedRows } = await engine.database.db
    .deleteFrom('jobs')
    .where('id', '=', jobId)
    .where('status', 'in', ['Failed', 'Canceled', 'Expired'])
    .where('discarded_at', 'is not', null)
    .executeTakeFirstOrThrow();
  if (numDeletedRows > 0n) return;
  throw new HttpProblem<StoryImportCode>({
    status: 409,
    code: 'import_not_failed',
    detail: 'Only an import that failed, was canceled or has expired can be taken off the list.',
  });
}
