import { STATUS_CODES } from 'node:http';
import type { FieldError, Problem } from '@taleport/contracts/problem';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { BlobStoreError } from '../infrastructure/blob-store.ts';
import { DocumentTooLargeError } from '../infrastructure/database/store-document.ts';
import { isPartAway } from '../infrastructure/part-away.ts';
import { HttpProblem, unavailable } from './problem.ts';

/** Turns every error of every route into a problem document (RFC 9457). Those of our side are logged here, once. */
export function handleErrors(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => sendProblem(request, reply, toProblem(error)));
  app.setNotFoundHandler((request, reply) =>
    sendProblem(
      request,
      reply,
      new HttpProblem({ status: 404, code: 'not_found', detail: 'There is nothing here.' }),
    ),
  );
}

function sendProblem(request: FastifyRequest, reply: FastifyReply, problem: HttpProblem<string>) {
  if (problem.status >= 500) {
    // That a part is away is to be expected, and seen at /readyz.
    const level = problem.status === 503 ? 'warn' : 'error';
    request.log[level]({ err: problem.cause ?? problem }, 'the request could not be answered');
  }
  const body: Problem = {
    type: 'about:blank',
    title: STATUS_CODES[problem.status] ?? 'Error',
    status: problem.status,
    detail: problem.message,
    instance: request.url.split('?')[0] ?? '',
    code: problem.code,
    retryable: problem.retryable,
    ...(problem.errors && { errors: [...problem.errors] }),
  };
  return reply
    .code(problem.status)
    .headers(problem.headers)
    .header('content-type', 'application/problem+json')
    .header('cache-control', 'no-store')
    .serializer(JSON.stringify)
    .send(body);
}

function toProblem(error: unknown): HttpProblem<string> {
  if (error instanceof HttpProblem) return error;
  if (error instanceof BlobStoreError && error.trouble === 'full') return storageFull(error);
  if (isPartAway(error)) return unavailable(error);
  if (error instanceof DocumentTooLargeError) return documentTooLarge(error);
  if (hasZodFastifySchemaValidationErrors(error)) return validationFailed(error);
  const known = knownStatuses.get(statusOf(error));
  if (known) return new HttpProblem({ ...known, cause: error });
  return new HttpProblem({
    status: 500,
    code: 'internal_error',
    detail:
      'Something went wrong on our side. Try again; if it happens again, tell your administrator.',
    retryable: true,
    cause: error,
  });
}

/** What Fastify itself refuses, in our words: its own can name what is none of the caller's business. */
const knownStatuses = new Map(
  [
    {
      status: 400,
      code: 'bad_request',
      detail: 'The request cannot be read: its body is not valid JSON, or a header is wrong.',
    },
    { status: 413, code: 'body_too_large', detail: 'The body is larger than this route takes.' },
    { status: 415, code: 'unsupported_media_type', detail: 'This route takes application/json.' },
  ].map((known) => [known.status, known]),
);

function statusOf(error: unknown): number {
  return (error as Partial<FastifyError>).statusCode ?? 500;
}

function storageFull(cause: unknown): HttpProblem {
  return new HttpProblem({
    status: 507,
    code: 'storage_full',
    detail: 'The server has no room left for this. Tell your administrator, then try again.',
    retryable: true,
    cause,
  });
}

function documentTooLarge({ message }: DocumentTooLargeError): HttpProblem {
  return new HttpProblem({
    status: 413,
    code: 'body_too_large',
    detail: `${message}. Make two stories of it.`,
  });
}

/** Enough to mend a request; a hostile one could have many more, and keys of any length that nobody knows. */
const maxFieldErrors = 100;
const maxDetailLength = 500;

interface ValidationFailure {
  readonly validationContext?: string;
  readonly validation: readonly { readonly instancePath: string; readonly message?: string }[];
}

function validationFailed(error: ValidationFailure): HttpProblem {
  const context = error.validationContext ?? 'body';
  const errors: FieldError[] = error.validation
    .slice(0, maxFieldErrors)
    .map(({ instancePath, message = '' }) => ({
      pointer: context === 'body' ? instancePath : `/${context}${instancePath}`,
      detail: message.slice(0, maxDetailLength),
    }));
  // An address that cannot name anything names nothing.
  if (context === 'params') {
    return new HttpProblem({
      status: 400,
      code: 'bad_request',
      detail: 'A part of the address is not of the form that it must have.',
      errors,
    });
  }
  return new HttpProblem({
    status: 400,
    code: 'validation_failed',
    detail: 'The request does not have the form that this route takes; "errors" names the places.',
    errors,
  });
}
