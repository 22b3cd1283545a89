import { HttpErrorResponse, type HttpInterceptorFn } from '@angular/common/http';
import type { Problem } from '@taleport/contracts/problem';
import { catchError, throwError } from 'rxjs';

/** Why a request was not done: what the server says, or `offline` where it could not be asked. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: number;
  readonly code: string;
  /** Whether there is sense in asking for the same again: what is signed in or changed meanwhile has another answer. */
  readonly isRetryable: boolean;

  constructor(status: number, code: string, detail: string, isRetryable = !isFinal(status)) {
    super(detail);
    this.status = status;
    this.code = code;
    this.isRetryable = isRetryable;
  }
}

/** Makes each failed request fail with an ApiProblem. */
export const explainProblems: HttpInterceptorFn = (request, next) =>
  next(request).pipe(catchError((error: unknown) => throwError(() => asProblem(error))));

function asProblem(error: unknown): unknown {
  if (!(error instanceof HttpErrorResponse)) return error;
  if (error.status === 0) return new ApiProblem(0, 'offline', error.message);
  const {
    code = 'unexpected',
    detail = error.message,
    retryable,
  } = (error.error ?? {}) as Partial<Problem>;
  return new ApiProblem(error.status, code, detail, retryable || undefined);
}

function isFinal(status: number): boolean {
  return [400, 404, 413, 415, 422].includes(status);
}
