import { isRestError, type RestError } from '@azure/storage-queue';
import { PartAwayError } from '../part-away.ts';

/** Five tries in three seconds, each wait longer than the one before. */
export const retryOptions = { maxTries: 5, retryDelayInMs: 300, maxRetryDelayInMs: 5_000 };

/** For a request of a few bytes; a service that is busy answers sooner than that. */
const answerWithinMs = 15_000;
const maxTries = 3;

/** Answers of a service that is too busy, or in trouble: "Status and error codes" of the REST API. */
const awayStatuses: readonly (number | undefined)[] = [undefined, 408, 429, 500, 502, 503, 504];

/**
 * What Azure Storage answered, or why it did not; from PartAwayError where it may answer otherwise soon. Holds no header, no
 * address and no signature.
 */
export class StorageRequestError extends Error {
  /** Undefined where there was no answer. */
  readonly status: number | undefined;
  /** As in "Status and error codes" of the REST API, or of Node where there was no answer. */
  readonly code: string;

  constructor({ status, code, message }: { status?: number; code: string; message: string }) {
    const isAway = awayStatuses.includes(status);
    super(`${message} (${status === undefined ? code : `${status} ${code}`})`, {
      ...(isAway && { cause: new PartAwayError('Azure Storage is away') }),
    });
    this.name = 'StorageRequestError';
    this.status = status;
    this.code = code;
  }
}

export interface Asking {
  readonly signal?: AbortSignal | undefined;
  /** Longer where many bytes move. */
  readonly withinMs?: number;
  /** So many times at most, where no answer comes. */
  readonly tries?: number;
}

/**
 * Sends a request, which the SDK repeats when the service is busy, and this when no answer comes or one breaks off: the SDK would
 * wait for the first for ever, and takes the second for what the service has said. Throws StorageRequestError, and the signal's reason when it is aborted.
 */
export async function askStorage<T>(
  send: (abortSignal: AbortSignal) => Promise<T>,
  { signal, withinMs = answerWithinMs, tries = maxTries }: Asking = {},
): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), withinMs);
    try {
      signal?.throwIfAborted();
      return await send(signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal);
    } catch (error) {
      signal?.throwIfAborted();
      if (!timeout.signal.aborted && !(isBrokenOff(error) && left > 0)) throw plainError(error);
      if (timeout.signal.aborted && left <= 0) throw noAnswer(withinMs);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** An answer of which the end was not received. */
function isBrokenOff(error: unknown): boolean {
  return isRestError(error) && error.code === 'PARSE_ERROR';
}

function noAnswer(withinMs: number): StorageRequestError {
  const message = `Azure Storage did not answer within ${withinMs / 1_000} s`;
  return new StorageRequestError({ code: 'NoAnswer', message });
}

/** Errors of the SDK carry the whole request, its Authorization header and signed addresses among it. */
function plainError(error: unknown): unknown {
  if (isRestError(error)) return answeredError(error);
  // Of the many lines that a chain of credentials has to say, the first names what failed.
  if (isSignInError(error)) {
    return new StorageRequestError({ code: error.name, message: firstLine(error.message) });
  }
  return error;
}

function answeredError(error: RestError): StorageRequestError {
  const code = error.response?.headers.get('x-ms-error-code') ?? error.code ?? error.name;
  const message = firstLine(error.message) || 'Azure Storage refused';
  const status = error.statusCode;
  return new StorageRequestError({ code, message, ...(status !== undefined && { status }) });
}

function isSignInError(error: unknown): error is Error {
  const names = [
    'CredentialUnavailableError',
    'AuthenticationError',
    'AggregateAuthenticationError',
  ];
  return error instanceof Error && names.includes(error.name);
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').trim().slice(0, 200);
}

export function isStatus(error: unknown, status: number): boolean {
  return error instanceof StorageRequestError && error.status === status;
}
