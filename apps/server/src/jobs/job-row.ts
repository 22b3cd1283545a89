import type { JobStatus, JobWarning } from '@taleport/contracts/jobs';

/** How far an attempt came, as it is stored. `bytesDone` counts what is safely in the blob store. */
export interface StoredProgress {
  readonly itemsDone: number;
  readonly itemsTotal: number;
  readonly bytesDone: number;
  readonly bytesTotal: number;
  readonly secondsLeft?: number;
}

/** What any kind's result may carry beside its own fields. */
export interface StoredResult {
  readonly warnings: readonly JobWarning[];
}

/** A row of the table `jobs`. */
export interface JobRow {
  readonly id: string;
  readonly kind: string;
  /** Null where the job has no story yet. */
  readonly story_id: string | null;
  readonly owner_user_id: string;
  readonly requested_by_user_id: string;
  readonly requested_by_email: string;
  readonly locale: string;
  readonly status: JobStatus;
  readonly dequeue_count: number;
  readonly queued_at_utc: Date;
  readonly started_at_utc: Date | null;
  readonly completed_at_utc: Date | null;
  readonly error_code: string | null;
  readonly error_message: string | null;
  readonly error_retryable: boolean | null;
  /** The snapshot that the job works on; null where it has none. */
  readonly document_id: string | null;
  readonly input: unknown;
  readonly result: unknown;
  readonly phase: string | null;
  readonly progress: StoredProgress | null;
  readonly revision: number;
  readonly epoch: number;
  readonly attempts: number;
  readonly worker_id: string | null;
  readonly lease_expires_at: Date | null;
  readonly not_before: Date;
  readonly rung_at: Date | null;
  readonly cancel_requested_at: Date | null;
  readonly expires_at: Date | null;
  readonly placed_bytes_at_claim: number;
  readonly reuse_key: string | null;
  readonly links_end_at: Date | null;
  readonly discarded_at: Date | null;
}

/** The story of a job, and its snapshot. Throws a TypeError for a job of a kind that has none. */
export function storyOfJob({ id, story_id, document_id }: JobRow) {
  if (story_id !== null && document_id !== null) {
    return { storyId: story_id, documentId: document_id };
  }
  throw new TypeError(`The job ${id} has no story`);
}
