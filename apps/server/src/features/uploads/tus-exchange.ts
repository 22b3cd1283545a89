import { randomUUIDv7 } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { ReadableStream } from 'node:stream/web';
import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import type { UploadCode } from '@taleport/contracts/uploads';
import { type Locker, Server } from '@tus/server';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../../http/problem.ts';
import type { WorkContext } from '../feature.ts';
import { UploadStore } from './upload-store.ts';
import type { Turn, UploadTurns } from './upload-turns.ts';

export const tusVersion = '1.0.0';

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly work: WorkContext;
  readonly turns: UploadTurns;
  /** Of the upload that the request is about, which is its sender's; undefined where it begins one. */
  readonly uploadId?: string;
}

/** Answers a request of tus 1.0.0. What the protocol refuses is a problem document, with the status that it demands. */
export async function answerTus(exchange: Exchange): Promise<FastifyReply> {
  const { request, reply, work, turns } = exchange;
  const failure: { error?: unknown } = {};
  const seat: Seat = {};
  const metadata = headerOf(request, 'upload-metadata') ?? null;
  const store = new UploadStore({ work, ownerId: request.account.id, metadata }, () => seat.turn);
  const server = new Server({
    path: uploadRoutes.create.url,
    relativeLocation: true,
    datastore: store,
    locker: lockerOf(request, turns, seat),
    maxSize: work.settings.uploads.maxBytes,
    namingFunction: () => randomUUIDv7(),
    // It asks for a moment of patience with whoever has to give way; those who are asked here are silent already.
    lockDrainTimeout: 1,
    allowedOrigins: [],
    onResponseError(_request, error) {
      failure.error = error;
      return undefined;
    },
  });
  const body = lazyBody(request.raw);
  const response = await server.handleWeb(webRequest(exchange, body.stream));
  body.leave();
  if (response.status >= 400) throw problemOf(response.status, failure.error);
  for (const [name, value] of response.headers) {
    // Nobody else's pages send anything here, and there is nothing to read.
    if (!/^(access-control-|content-type$)/.test(name)) reply.header(name, value);
  }
  return reply.headers(store.headers).code(response.status).send();
}

interface Seat {
  turn?: Turn;
}

/** Who asks only waits for those that are about to end; who removes an upload does not wait for its sender. */
function lockerOf(request: FastifyRequest, turns: UploadTurns, seat: Seat): Locker {
  return {
    newLock: (uploadId) => ({
      async lock(_signal, stop) {
        if (request.method === 'HEAD') return turns.settle(uploadId);
        const insists = request.method === 'DELETE';
        seat.turn = await turns.take(uploadId, { stop: () => void stop(), insists });
      },
      async unlock() {
        seat.turn?.end();
      },
    }),
  };
}

const passedHeaders = [
  'content-length',
  'content-type',
  'tus-resumable',
  'upload-concat',
  'upload-defer-length',
  'upload-length',
  'upload-metadata',
  'upload-offset',
];

function webRequest({ request, uploadId }: Exchange, body: () => ReadableStream): Request {
  const { url } = uploadRoutes.create;
  const path = uploadId === undefined ? url : `${url}/${uploadId}`;
  const headers = new Headers();
  for (const name of passedHeaders) {
    const value = headerOf(request, name);
    if (value !== undefined) headers.set(name, value);
  }
  const web = new Request(new URL(path, 'http://localhost'), { method: request.method, headers });
  return Object.defineProperty(web, 'body', { get: body });
}

function headerOf({ headers }: FastifyRequest, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** A body that is not touched before it is asked for. What is left of it is thrown away, so that its sender comes to the answer. */
function lazyBody(raw: IncomingMessage) {
  let chunks: NodeJS.AsyncIterator<Uint8Array> | undefined;
  return {
    stream() {
      chunks = raw.iterator({ destroyOnReturn: false });
      return ReadableStream.from(chunks);
    },
    leave() {
      const left = chunks?.return?.();
      // A line that broke has nothing left.
      void left?.finally(() => raw.resume()).catch(() => raw.destroy());
    },
  };
}

/** What our own side of it has thrown, or what the protocol refuses by its status. */
function problemOf(status: number, error: unknown): unknown {
  if (error instanceof Error && !('status_code' in error)) return error;
  const refusal = refusals.get(status) ?? headerNotValid;
  return new HttpProblem<UploadCode>({
    ...refusal,
    status,
    headers: { 'tus-version': tusVersion },
  });
}

const headerNotValid = {
  code: 'upload_header_not_valid',
  detail:
    'A header is missing or wrong: uploads speak tus 1.0.0, https://tus.io/protocols/resumable-upload.',
} as const;

const refusals = new Map<number, { code: UploadCode; detail: string; retryable?: boolean }>([
  [
    409,
    {
      code: 'upload_offset_differs',
      detail: 'The upload is not at this offset. Ask how far it has come, and go on there.',
      retryable: true,
    },
  ],
  [
    413,
    {
      code: 'upload_too_large',
      detail: 'This is more than a package can have, or more than is left of this upload.',
    },
  ],
]);
