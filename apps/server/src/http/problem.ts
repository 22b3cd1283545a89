import type { FieldError, GeneralCode } from '@taleport/contracts/problem';

/**
 * An answer that is a problem document (RFC 9457). `detail` tells the caller what to do; `Code` is the union of codes that a
 * slice declares in its contract.
 */
export class HttpProblem<Code extends string = GeneralCode> extends Error {
  readonly status: number;
  readonly code: Code;
  readonly retryable: boolean;
  readonly errors: readonly FieldError[] | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(problem: {
    readonly status: number;
    readonly code: Code;
    readonly detail: string;
    readonly retryable?: boolean;
    readonly errors?: readonly FieldError[];
    readonly headers?: Readonly<Record<string, string>>;
    readonly cause?: unknown;
  }) {
    super(problem.detail, { cause: problem.cause });
    this.name = 'HttpProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.retryable = problem.retryable ?? false;
    this.errors = problem.errors;
    this.headers = problem.headers ?? {};
  }
}

/** For what is not there and for what is somebody else's alike: nobody can tell which. */
export function notFound(what: string): HttpProblem {
  return new HttpProblem({
    status: 404,
    code: 'not_found',
    detail: `There is no such ${what}, or it is not yours.`,
  });
}

export function unavailable(cause: unknown): HttpProblem {
  return new HttpProblem({
    status: 503,
    code: 'unavailable',
    detail: 'A part of the server is away for the moment. Try again soon.',
    retryable: true,
    headers: { 'retry-after': '5' },
    cause,
  });
}
