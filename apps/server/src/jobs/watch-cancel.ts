import type { JobEngine } from './engine.ts';
import { AttemptStopped } from './job-error.ts';
import type { JobRow } from './job-row.ts';

/** Looks every second whether somebody wants the job of an attempt to end, until `stop`; then `abort` is called. */
export function watchCancel(engine: JobEngine, job: JobRow, abort: (reason: Error) => void) {
  const look = setInterval(async () => {
    const isCanceled = await isCancelRequested(engine, job).catch((error: unknown) => {
      engine.log.warn({ err: error, jobId: job.id }, 'whether a job was canceled is not known');
      return false;
    });
    if (isCanceled) abort(new AttemptStopped('canceled'));
  }, engine.settings.cancelLookMs);
  return { stop: () => clearInterval(look) };
}

async function isCancelRequested({ database }: JobEngine, job: JobRow): Promise<boolean> {
  const requested = await database.db
    .selectFrom('jobs')
    .select('id')
    .where('id', '=', job.id)
    .where('epoch', '=', job.epoch)
    .where('cancel_requested_at', 'is not', null)
    .executeTakeFirst();
  return requested !== undefined;
}
