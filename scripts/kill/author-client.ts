import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { apiClient, type Call, callPath } from '@taleport/contracts/api-client';
import { problem } from '@taleport/contracts/problem';
import type { Route } from '@taleport/contracts/route';
import type { Findings } from './findings.ts';
import type { Download } from './memory.ts';
import type { Site } from './site.ts';

interface Request extends Call {
  readonly route: Route;
  /** The answers that are right; any other breaks a promise. */
  readonly expected: readonly (number | string)[];
}

export interface Answer {
  readonly status: number;
  /** Of a problem. */
  readonly code: string | undefined;
  readonly body: unknown;
  readonly headers: Headers;
}

export type AuthorClient = ReturnType<typeof authorClient>;

/**
 * What an author asks for. Undefined where the connection broke, or the servers are in trouble: then nobody knows whether it was
 * done. Each request goes to the server that runs, or waits for the next one.
 */
export function authorClient(site: Site, findings: Findings, token: string) {
  return {
    async ask({ route, expected, ...call }: Request): Promise<Answer | undefined> {
      const asked = `${route.method} ${callPath(route, call)}`;
      const { ask } = apiClient(await site.url(), token);
      const answer = await answered(() => ask(route, call));
      findings.count('answers', answer ? 'answers' : 'broken connections');
      if (answer && answer.status >= 500 && site.isTroubled) {
        findings.count('answers', 'answers of trouble');
        return undefined;
      }
      const isExpected =
        !answer || expected.includes(answer.status) || expected.includes(answer.code ?? '');
      if (!isExpected) {
        const said = JSON.stringify(answer.body).slice(0, 500);
        findings.broken('answers', `${asked} answered ${answer.status}: ${said}`);
      }
      return isExpected ? answer : undefined;
    },

    /** Reads what a link gives to its end, into a file where one is named. Undefined where the connection broke. */
    async download(link: string, file?: string): Promise<Download | undefined> {
      const url = await site.url();
      const address = new URL(link, url);
      // A link to another place carries what it needs in itself.
      const headers =
        address.origin === new URL(url).origin ? { authorization: `Bearer ${token}` } : {};
      try {
        const { body, status } = await fetch(address, { headers });
        if (status >= 500 && site.isTroubled) return undefined;
        if (status !== 200 || !body) {
          findings.broken('answers', `GET ${link} answered ${status}`);
          return undefined;
        }
        return await readAll(body as ReadableStream<Uint8Array>, file);
      } catch (error) {
        if (error instanceof TypeError || isBroken(error)) return undefined;
        throw error;
      }
    },
  };
}

/** Undefined where the connection broke. */
async function answered(ask: () => Promise<Response>): Promise<Answer | undefined> {
  try {
    const response = await ask();
    const text = await response.text();
    const isJson = response.headers.get('content-type')?.includes('json');
    const body: unknown = isJson ? JSON.parse(text) : text;
    const code = response.status >= 400 ? problem.safeParse(body).data?.code : undefined;
    return { status: response.status, code, body, headers: response.headers };
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

async function readAll(body: ReadableStream<Uint8Array>, file?: string): Promise<Download> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counted = async function* (chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      if (file !== undefined) yield chunk;
    }
  };
  const sink = file === undefined ? drain : createWriteStream(file);
  await pipeline(Readable.fromWeb(body), counted, sink);
  return { sha256: hash.digest('hex'), sizeBytes };
}

async function drain(chunks: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of chunks);
}

/** The connection was cut while the answer was read. */
function isBroken(error: unknown): boolean {
  const codes = ['ECONNRESET', 'UND_ERR_SOCKET', 'ERR_STREAM_PREMATURE_CLOSE'];
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}
