import type { JobProgress, JobStatusDocument, JobWarning } from '@taleport/contracts/jobs';
import { routePath } from '@taleport/contracts/route';
import type { JobRoutes } from '@taleport/contracts/routes/jobs';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import type { StoredProgress, StoredResult } from '../../jobs/job-row.ts';
import type { RankedJobRow } from './find-jobs.ts';

/** What a kind of job says of itself beyond what every kind says. */
export interface JobPresenter {
  readonly kind: string;
  readonly routes: JobRoutes;
  /** `base` is the scheme and authority of absolute addresses. */
  describe(row: RankedJobRow, base: string): KindDescription;
}

interface KindDescription {
  readonly snapshot: JobStatusDocument['snapshot'];
  /** The address of the result, when there is one. */
  readonly download?: string | undefined;
  /** Fields that only this kind has. */
  readonly fields?: Readonly<Record<string, unknown>> | undefined;
}

interface Presentation {
  /** Undefined for a kind that only another version of the program has. */
  readonly presenter: JobPresenter | undefined;
  /** Told of a row that another version of the program has written, and this one cannot read. */
  readonly onUnreadable: (error: unknown) => void;
  readonly base: string;
  readonly maxAttempts: number;
  readonly reused?: boolean | undefined;
}

/** The status document of a job. Fields that do not apply are left out, and those of its kind where they cannot be read. */
export function jobDocument(row: RankedJobRow, presentation: Presentation): JobStatusDocument {
  const { presenter, maxAttempts, reused } = presentation;
  const { snapshot, download, fields } = describe(row, presentation);
  const isActive = row.status === 'Queued' || row.status === 'Running';
  const phase = row.cancel_requested_at ? 'canceling' : row.phase;
  return {
    jobId: row.id,
    ...(row.story_id !== null && { storyId: row.story_id }),
    status: row.status,
    queuedAtUtc: row.queued_at_utc.toISOString(),
    kind: row.kind,
    revision: row.revision,
    attempt: Math.min(row.attempts + 1, maxAttempts),
    maxAttempts,
    warnings: warnings(row),
    snapshot,
    links: { ...links(row, presenter?.routes), ...(download !== undefined && { download }) },
    ...(row.started_at_utc && { startedAtUtc: row.started_at_utc.toISOString() }),
    ...(row.completed_at_utc && { completedAtUtc: row.completed_at_utc.toISOString() }),
    ...(row.expires_at && { expiresAtUtc: row.expires_at.toISOString() }),
    ...(isActive && phase && { phase }),
    ...(row.progress && { progress: progressOf(row.progress, isActive) }),
    ...(row.status === 'Queued' && row.queue_position && { queuePosition: row.queue_position }),
    ...(row.status === 'Failed' && failure(row)),
    ...(reused && { reused }),
    ...fields,
  };
}

/** One row that cannot be read is no reason to show none. */
function describe(row: RankedJobRow, presentation: Presentation): KindDescription {
  const { presenter, base, onUnreadable } = presentation;
  try {
    if (!presenter) throw new TypeError(`Nobody knows how to show a job of kind ${row.kind}`);
    return presenter.describe(row, base);
  } catch (error) {
    onUnreadable(error);
    return { snapshot: {} };
  }
}

/** The parameters of the routes of a job. */
export function jobAddress({ id, story_id }: RankedJobRow): Record<string, string> {
  return { jobId: id, ...(story_id !== null && { storyId: story_id }) };
}

/** Where the job is, and what can be done with it now. */
function links(row: RankedJobRow, routes: JobRoutes | undefined) {
  if (!routes) return { self: jobRoutes.list.url, events: jobRoutes.events.url };
  const { status } = row;
  const address = jobAddress(row);
  const canRetry = status === 'Failed' || status === 'Canceled' || status === 'Expired';
  const canCancel = status === 'Queued' || status === 'Running';
  return {
    self: routePath(routes.status, address),
    events: jobRoutes.events.url,
    ...(canCancel && { cancel: routePath(routes.remove, address) }),
    ...(canRetry && { retry: routePath(routes.retry, address) }),
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
