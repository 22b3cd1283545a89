import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { callOf, type Fault, faultOf } from './storage-faults.ts';

export interface FaultProxy {
  /** Where it listens: it stands for the origin of the service. */
  readonly origin: string;
  /** How often it did what. */
  readonly counts: ReadonlyMap<string, number>;
  /** From now on requests meet with faults; before, there is none. */
  trouble(): void;
  /** For so long no request is carried out: each is refused, or gets no answer. */
  fail(forMs: number, how: 'busy' | 'silent'): void;
  /** From now on every request is carried out and answered. What is held back comes now. */
  calm(): Promise<void>;
  stop(): Promise<void>;
}

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Longer than a client waits for an answer. */
const silenceMs = 20_000;
const heldBackMs = { least: 500, most: 15_000 };

/** Stands before the blob or the queue service of Azurite, and does to requests what a network and a busy service may do. */
export async function startFaultProxy(service: string, random: Random): Promise<FaultProxy> {
  const { hostname, port: servicePort } = new URL(service);
  const counts = new Map<string, number>();
  const calm = new AbortController();
  const held = new Set<Promise<unknown>>();
  let given: Answered | undefined;
  let isTroubled = false;
  let outage: { endsAt: number; how: 'busy' | 'silent' } = { endsAt: 0, how: 'busy' };

  const carryOut = ({ method, url, headers, body }: Asked): Promise<Answered> =>
    new Promise((resolve, reject) => {
      const options = { host: hostname, port: servicePort, method, path: url, headers };
      const forwarded = forward(options, async (answer) => {
        const chunks = await Array.fromAsync(answer as AsyncIterable<Buffer>).catch(reject);
        if (!chunks) return;
        const { statusCode = 500, headers: answered } = answer;
        resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks) });
      });
      forwarded.on('error', reject);
      forwarded.end(body);
    });

  const faultNow = (request: IncomingMessage): Fault | undefined => {
    if (!isTroubled) return undefined;
    if (Date.now() < outage.endsAt) return outage.how;
    return faultOf(request, random);
  };

  const holdBack = (asked: Asked) => {
    const late = wait(random.between(heldBackMs.least, heldBackMs.most), undefined, {
      signal: calm.signal,
    });
    const sending: Promise<unknown> = late
      .catch(() => undefined)
      .then(() => carryOut(asked))
      .finally(() => held.delete(sending));
    held.add(sending);
  };

  const answerWith = async (fault: Fault | undefined, asked: Asked, answer: ServerResponse) => {
    switch (fault) {
      case 'busy':
        return refuse(answer, 503, 'ServerBusy');
      case 'failed':
        return refuse(answer, 500, 'InternalError');
      case 'silent':
        await wait(silenceMs, undefined, { signal: calm.signal }).catch(() => undefined);
        return void answer.destroy();
      case 'message swallowed':
        return accept(answer);
      case 'message held back':
        holdBack(asked);
        return accept(answer);
      case 'deletion swallowed':
        return void answer.writeHead(204).end();
      case 'message doubled':
        await carryOut(asked);
        return give(answer, await carryOut(asked));
      case 'message given twice':
        if (given) return give(answer, given);
        break;
    }
    const answered = await carryOut(asked);
    if (fault === 'answer lost') return void answer.destroy();
    if (fault === 'done but failed') return refuse(answer, 500, 'OperationTimedOut');
    if (fault === 'answer cut') return cut(answer, answered);
    if (callOf(asked) === 'receive') given = answered;
    return give(answer, answered);
  };

  const proxy = createServer(async (request, answer) => {
    try {
      const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
      const { method = 'GET', url = '/', headers } = request;
      const asked = { method, url, headers, body: Buffer.concat(chunks) };
      const fault = faultNow(request);
      const done = fault ?? 'carried out';
      counts.set(done, (counts.get(done) ?? 0) + 1);
      await answerWith(fault, asked, answer);
    } catch {
      // Whoever asked is gone, or was killed in the middle: there is nobody to tell.
      answer.destroy();
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    counts,
    trouble() {
      isTroubled = true;
    },
    fail(forMs, how) {
      outage = { endsAt: Date.now() + forMs, how };
    },
    async calm() {
      isTroubled = false;
      calm.abort();
      await Promise.allSettled(held);
    },
    async stop() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function give(answer: ServerResponse, { status, headers, body }: Answered): void {
  answer.writeHead(status, headers).end(body);
}

/** "Status and error codes" of the REST API: the SDK looks at the status and at the header. */
function refuse(answer: ServerResponse, status: number, code: string): void {
  answer.writeHead(status, { 'x-ms-error-code': code, 'content-length': 0 }).end();
}

function cut(answer: ServerResponse, { status, headers, body }: Answered): void {
  answer.writeHead(status, headers);
  answer.write(body.subarray(0, Math.ceil(body.length / 2)), () => answer.destroy());
}

/** As Put Message answers. */
function accept(answer: ServerResponse): void {
  const now = new Date().toUTCString();
  const body = `<?xml version="1.0" encoding="utf-8"?><QueueMessagesList><QueueMessage><MessageId>${crypto.randomUUID()}</MessageId><InsertionTime>${now}</InsertionTime><ExpirationTime>${now}</ExpirationTime><PopReceipt>none</PopReceipt><TimeNextVisible>${now}</TimeNextVisible></QueueMessage></QueueMessagesList>`;
  answer.writeHead(201, { 'content-type': 'application/xml' }).end(body);
}
