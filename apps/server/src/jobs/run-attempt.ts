import type { AttemptEnd } from '../infrastructure/metrics.ts';
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
export async function runAttempt(engine: JobEngine, claimed: ClaimedJob): Promise<void> {
  const { kind } = claimed.job;
  const startedAt = performance.now();
  engine.metrics.attemptStarted(kind);
  const end = await endOfAttempt(engine, claimed);
  engine.metrics.attemptEnded(kind, { end, ms: performance.now() - startedAt });
  const status = endedStatus[end];
  if (status) engine.metrics.jobEnded(kind, status);
}

/** The attempts that are the last of their job. */
const endedStatus: Partial<Record<AttemptEnd, 'Completed' | 'Failed' | 'Canceled'>> = {
  complete: 'Completed',
  fail: 'Failed',
  cancel: 'Canceled',
};

async function endOfAttempt(
  engine: JobEngine,
  { job, kind, shutdown }: ClaimedJob,
): Promise<AttemptEnd> {
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
    await completeJob(engine, { job, kind, outcome, unwritten: await progress.rest() });
    return 'complete';
  } catch (error) {
    await progress.close();
    const reason = stop.signal.aborted ? stop.signal.reason : error;
    return await endBrokenAttempt(engine, job, reason).catch((failure: unknown) => {
      log.error({ err: failure }, 'the end of an attempt could not be written; its lease will end');
      return 'lose' as const;
    });
  } finally {
    lease.release();
    cancel.stop();
    shutdown.removeEventListener('abort', handBack);
  }
}
