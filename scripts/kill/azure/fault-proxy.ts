import { once } from 'node:events';
import {
  createServer,
  request as forward,
  type IncomingHttpHeaders,
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
  const { hostname: host, port } = new URL(service);
  const faults = new Faults((asked) => carryOut({ host, port }, asked), random);
  const proxy = createServer(async (request, answer) => {
    try {
      const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
      const { method = 'GET', url = '/', headers } = request;
      await faults.meet({ method, url, headers, body: Buffer.concat(chunks) }, answer);
    } catch {
      // Whoever asked is gone, or was killed in the middle: there is nobody to tell.
      answer.destroy();
    }
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port: ownPort } = proxy.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${ownPort}`,
    counts: faults.counts,
    trouble: () => faults.trouble(),
    fail: (forMs, how) => faults.fail(forMs, how),
    calm: () => faults.calm(),
    async stop() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

function carryOut(service: { host: string; port: string }, asked: Asked): Promise<Answered> {
  const { method, url: path, headers, body } = asked;
  return new Promise((resolve, reject) => {
    const forwarded = forward({ ...service, method, path, headers }, async (answer) => {
      const chunks = await Array.fromAsync(answer as AsyncIterable<Buffer>).catch(reject);
      if (!chunks) return;
      const { statusCode = 500, headers: answered } = answer;
      resolve({ status: statusCode, headers: answered, body: Buffer.concat(chunks) });
    });
    forwarded.on('error', reject);
    forwarded.end(body);
  });
}

/** Which faults requests meet with now, and what is held back because of them. */
class Faults {
  readonly counts = new Map<string, number>();
  readonly #carryOut: (asked: Asked) => Promise<Answered>;
  readonly #random: Random;
  readonly #calm = new AbortController();
  readonly #held = new Set<Promise<unknown>>();
  #isTroubled = false;
  #outage: { endsAt: number; how: 'busy' | 'silent' } = { endsAt: 0, how: 'busy' };
  /** The last answer with messages. */
  #given: Answered | undefined;

  constructor(carryOut: (asked: Asked) => Promise<Answered>, random: Random) {
    this.#carryOut = carryOut;
    this.#random = random;
  }

  trouble(): void {
    this.#isTroubled = true;
  }

  fail(forMs: number, how: 'busy' | 'silent'): void {
    this.#outage = { endsAt: Date.now() + forMs, how };
  }

  async calm(): Promise<void> {
    this.#isTroubled = false;
    this.#calm.abort();
    await Promise.allSettled(this.#held);
  }

  async meet(asked: Asked, answer: ServerResponse): Promise<void> {
    const fault = this.#faultNow(asked);
    const what = fault ?? 'carried out';
    this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    switch (fault) {
      case 'busy':
        return refuse(answer, 503, 'ServerBusy');
      case 'failed':
        return refuse(answer, 500, 'InternalError');
      case 'silent':
        await this.#wait(silenceMs);
        return void answer.destroy();
      case 'message swallowed':
        return accept(answer);
      case 'message held back':
        this.#holdBack(asked);
        return accept(answer);
      case 'deletion swallowed':
        return void answer.writeHead(204).end();
      case 'message given twice':
        return give(answer, this.#given ?? (await this.#carryOut(asked)));
      case 'message doubled':
        await this.#carryOut(asked);
    }
    const answered = await this.#carryOut(asked);
    if (fault === 'answer lost') return void answer.destroy();
    if (fault === 'done but failed') return refuse(answer, 500, 'OperationTimedOut');
    if (fault === 'answer cut') return cut(answer, answered);
    if (callOf(asked) === 'receive') this.#given = answered;
    return give(answer, answered);
  }

  #faultNow(asked: Asked): Fault | undefined {
    if (!this.#isTroubled) return undefined;
    if (Date.now() < this.#outage.endsAt) return this.#outage.how;
    return faultOf(asked, this.#random);
  }

  /** Until it is calm again at the latest. */
  async #wait(ms: number): Promise<void> {
    await wait(ms, undefined, { signal: this.#calm.signal }).catch(() => undefined);
  }

  #holdBack(asked: Asked): void {
    const { least, most } = heldBackMs;
    const sending: Promise<unknown> = this.#wait(this.#random.between(least, most))
      .then(() => this.#carryOut(asked))
      .finally(() => this.#held.delete(sending));
    this.#held.add(sending);
  }
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
