import type { z } from 'zod';
import { problem } from './problem.ts';
import { type Route, routePath } from './route.ts';

/** What a route is called with. */
export interface Call {
  readonly parameters?: Record<string, string | number>;
  readonly query?: Record<string, string | number | boolean>;
  /** Bytes are sent as they are, anything else as JSON. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

export type ApiClient = ReturnType<typeof apiClient>;

/** Asks a server by the routes of the contracts, as the account that the token is of, or as nobody. */
export function apiClient(url: string, token?: string) {
  /** The answer, whatever it is; a redirect too. Rejects with a TypeError where there is none. */
  async function ask(route: Route, call: Call = {}): Promise<Response> {
    const { body, headers } = call;
    const isBytes = body instanceof Uint8Array || body instanceof Blob;
    return fetch(new URL(callPath(route, call), url), {
      method: route.method,
      redirect: 'manual',
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && !isBytes && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && {
        body: isBytes ? (body as Uint8Array<ArrayBuffer> | Blob) : JSON.stringify(body),
      }),
    });
  }

  /** The answer of a server that has done what it was asked for. Throws an AnswerError for another one. */
  async function call(route: Route, request: Call = {}): Promise<Response> {
    const response = await ask(route, request);
    if (response.status < 400) return response;
    const found = problem.safeParse(await response.json().catch(() => undefined));
    const reason = found.success ? `${found.data.code}: ${found.data.detail}` : 'no reason given';
    throw new AnswerError(
      `${route.method} ${callPath(route, request)} answered ${response.status}: ${reason}`,
      response.status,
      found.data?.code,
    );
  }

  /** What the answer says, as the contract has it. Throws an AnswerError as `call` does. */
  async function read<Document>(
    route: Route,
    schema: z.ZodType<Document>,
    request?: Call,
  ): Promise<Document> {
    return schema.parse(await (await call(route, request)).json());
  }

  return { ask, call, read };
}

/** The path of a route as it is called, with the query. */
export function callPath(route: Route, { parameters, query = {} }: Call = {}): string {
  const texts = Object.entries(query).map(([name, value]) => [name, String(value)]);
  const search = new URLSearchParams(texts);
  return `${routePath(route, parameters)}${search.size > 0 ? `?${search}` : ''}`;
}

/** An answer that is not the one that was hoped for. */
export class AnswerError extends Error {
  readonly status: number;
  /** Of the problem document, where there is one. */
  readonly code: string | undefined;

  constructor(message: string, status: number, code: string | undefined) {
    super(message);
    this.status = status;
    this.code = code;
  }
}
