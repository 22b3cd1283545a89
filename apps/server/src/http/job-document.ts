import type { JobProgress, JobStatusDocument, JobWarning } from '@taleport/contracts/jobs';
import type { StoredProgress, StoredResult } from '../jobs/job-row.ts';
import type { RankedJobRow } from './find-jobs.ts';

interface KindParts {
  readonly maxAttempts: number;
  readonly snapshot: JobStatusDocument['snapshot'];
  readonly links: JobStatusDocument['links'];
}

/** What every kind of job says of itself. Fields that do not apply are left out. */
export function jobDocument(row: RankedJobRow, kind: KindParts): JobStatusDocument {
  const isActive = row.status === 'Queued' || row.status === 'Running';
  return {
    jobId: row.id,
    storyId: row.story_id,
    status: row.status,
    queuedAtUtc: row.queued_at_utc.toISOString(),
    kind: row.kind,
    attempt: Math.min(row.attempts + 1, kind.maxAttempts),
    maxAttempts: kind.maxAttempts,
    warnings: warnings(row),
    snapshot: kind.snapshot,
    links: kind.links,
    ...(row.started_at_utc && { startedAtUtc: row.started_at_utc.toISOString() }),
    ...(row.completed_at_utc && { completedAtUtc: row.completed_at_utc.toISOString() }),
    ...(row.expires_at && { expiresAtUtc: row.expires_at.toISOString() }),
    ...(isActive && row.phase && { phase: row.phase }),
    ...(row.progress && { progress: progressOf(row.progress, isActive) }),
    ...(row.status === 'Queued' && row.queue_position && { queuePosition: row.queue_position }),
    ...(row.status === 'Failed' && failure(row)),
  };
}

function progressOf(stored: StoredProgress, isActive: boolean): JobProgress {
  const { secondsLeft, ...counts } = stored;
  const share = counts.bytesTotal === 0 ? 1 : counts.bytesDone / counts.bytesTotal;
  return {
    ...counts,
    percent: Math.floor(share * 100),
    ...(isActive && secondsLeft !== undefined && { secondsLeft }),
  };
}

function warnings({ status, result }: RankedJobRow): JobWarning[] {
  return status === 'Completed' && result ? [...(result as StoredResult).warnings] : [];
}

function failure({ error_code, error_message, error_retryable }: RankedJobRow) {
  const message = error_message ?? '';
  return {
    errorMessage: message,
    error: { code: error_code ?? 'internal_error', message, retryable: error_retryable ?? false },
  };
}
