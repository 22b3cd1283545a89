/** How an attempt at a job ended: by a transition of that name, or `lose` where its lease was lost and nothing was written. */
export type AttemptEnd = 'complete' | 'fail' | 'backOff' | 'handBack' | 'cancel' | 'lose';

export interface AnsweredRequest {
  readonly method: string;
  /** The template of the route, with its parameters unfilled; undefined where no route matched. */
  readonly route: string | undefined;
  readonly status: number;
  /** Whether the client left before it had the whole answer. */
  readonly isAborted: boolean;
  readonly ms: number;
}

/**
 * The port to the numbers that operators watch, told of each thing once it is committed. Every name that goes in is one of the
 * program's own or of the settings that are no secret: never an id, and nothing that a user has written. Nothing waits or throws.
 */
export interface Metrics {
  requestAnswered(answered: AnsweredRequest): void;
  jobCreated(kind: string): void;
  /** A worker has taken a job that had been due for so long. */
  jobTaken(kind: string, waitMs: number): void;
  jobEnded(kind: string, status: 'Completed' | 'Failed' | 'Canceled'): void;
  /** A user, or a redrive, has put an ended job back. */
  jobRetried(kind: string): void;
  attemptStarted(kind: string): void;
  attemptEnded(kind: string, attempt: { readonly end: AttemptEnd; readonly ms: number }): void;
  /** Bytes of a package, placed by the attempt that ended it or found in place from an earlier one. */
  packageComposed(bytes: { readonly writtenBytes: number; readonly resumedBytes: number }): void;
  /** A run of a sweep has removed so many things; undefined where it failed. */
  sweepEnded(sweep: string, cleaned: number | undefined): void;
}

/** Where nobody watches. */
export const noMetrics: Metrics = {
  requestAnswered() {},
  jobCreated() {},
  jobTaken() {},
  jobEnded() {},
  jobRetried() {},
  attemptStarted() {},
  attemptEnded() {},
  packageComposed() {},
  sweepEnded() {},
};
