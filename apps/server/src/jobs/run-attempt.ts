import { completeJob, endBrokenAttempt } from './end-attempt.ts';
import type { JobEngine } from './engine.ts';
import { AttemptStopped } from './job-error.ts';
import type { JobKind } from './job-kind.ts';
import type { JobRow } from './job-row.ts';
import { holdLease } from './lease.ts';
import { reportProgress } from './progress.ts';
import { watchCancel } from './watch-cancel.ts';

interface ClaimedJob {
  readonly job: JobRow;
  readonly kind: JobKind;
  /** Aborted when the process stops. */
  readonly shutdown: AbortSignal;
}

/** Runs one attempt of a claimed job to its end, whatever that is. Never throws. */
export async function runAttempt(engine: JobEngine, { job, kind, shutdown }: ClaimedJob) {
  const stop = new AbortController();
  const handBack = () => stop.abort(new AttemptStopped('shutdown'));
  if (shutdown.aborted) handBack();
  shutdown.addEventListener('abort', handBack, { once: true });
  const lease = holdLease(engine, job, (reason) => stop.abort(reason));
  const cancel = watchCancel(engine, job, (reason) => stop.abort(reason));
  const progress = reportProgress(engine, job);
  const log = engine.log.child({ jobId: job.id, epoch: job.epoch });

  try {
    // The claim may have been under way when the process began to stop.
    stop.signal.throwIfAborted();
    const outcome = await kind.run({ job, signal: stop.signal, progress, log });
    await completeJob(engine, { job, kind, outcome, progress: await progress.rest() });
  } catch (error) {
    await progress.close();
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    await endBrokenAttempt(engine, { job, kind }, reason).catch((failure: unknown) => {
      log.error({ err: failure }, 'the end of an attempt could not be written; its lease will end');
    });
  } finally {
    lease.release();
    cancel.stop();
    shutdown.removeEventListener('abort', handBack);
  }
}
