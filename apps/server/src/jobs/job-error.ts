/**
 * An expected failure of a job. `code` is stable and declared in the contract of the job's kind; the message tells the
 * user what to do. A final error fails the job at once, a transient one lets it try again.
 */
export class JobError extends Error {
  readonly code: string;
  readonly final: boolean;
  /** Whether no other try can end otherwise, so that nothing is kept for one. */
  readonly hopeless: boolean;

  constructor(
    code: string,
    message: string,
    options: { final: boolean; hopeless?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.name = 'JobError';
    this.code = code;
    this.final = options.final;
    this.hopeless = options.hopeless ?? false;
  }
}

export function finalError(code: string, message: string, cause?: unknown): JobError {
  return new JobError(code, message, { final: true, cause });
}

export function hopelessError(code: string, message: string, cause?: unknown): JobError {
  return new JobError(code, message, { final: true, hopeless: true, cause });
}

export function transientError(code: string, message: string, cause?: unknown): JobError {
  return new JobError(code, message, { final: false, cause });
}

/** Why an attempt has to stop without an end of its own: the reason of its abort signal. */
export class AttemptStopped extends Error {
  readonly reason: 'canceled' | 'lease-lost' | 'shutdown';

  constructor(reason: 'canceled' | 'lease-lost' | 'shutdown') {
    super(`The attempt was stopped: ${reason}`);
    this.name = 'AttemptStopped';
    this.reason = reason;
  }
}
