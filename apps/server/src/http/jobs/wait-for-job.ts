import { maxWaitSeconds } from '@taleport/contracts/jobs';
import type { FastifyRequest } from 'fastify';
import { Doorbell } from '../../jobs/doorbell.ts';
import type { JobRow } from '../../jobs/job-row.ts';
import type { JobChanges } from './job-changes.ts';

/** How long the client would wait, by `Prefer: wait=N` (RFC 7240, section 4.3); 0 when it did not say. */
export function preferredWaitMs({ headers }: FastifyRequest): number {
  const [, seconds = '0'] =
    /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/i.exec(String(headers.prefer)) ?? [];
  return Math.min(Number(seconds), maxWaitSeconds) * 1000;
}

interface Wait<Row> {
  readonly jobId: string;
  readonly waitMs: number;
  readonly read: () => Promise<Row>;
  readonly isEnough: (row: Row) => boolean;
}

/** Reads a job until it is as wanted, at each of its changes, or until the time is up. Returns what was read last. */
export async function waitForJob<Row extends JobRow>(
  changes: JobChanges,
  { jobId, waitMs, read, isEnough }: Wait<Row>,
): Promise<Row> {
  const deadline = performance.now() + waitMs;
  const bell = new Doorbell();
  const ring = () => bell.ring();
  const unsubscribe = changes.subscribe({
    onChange(change) {
      if (change.jobId === jobId) ring();
    },
    onGap: ring,
  });
  changes.closing.addEventListener('abort', ring);
  try {
    for (;;) {
      const row = await read();
      const leftMs = deadline - performance.now();
      if (leftMs <= 0 || changes.closing.aborted || isEnough(row)) return row;
      await bell.wait(leftMs);
    }
  } finally {
    unsubscribe();
    changes.closing.removeEventListener('abort', ring);
  }
}

export function isActive({ status }: JobRow): boolean {
  return status === 'Queued' || status === 'Running';
}
