import { once } from 'node:events';
import { type ClientRequest, createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the proxy answers in place of the service. */
export interface RefusedRequest {
  readonly status: number;
  readonly code: string;
}

export interface StorageProxy {
  readonly url: string;
  stop(): Promise<void>;
}

/** A request that the service has answered. */
export interface PassedRequest {
  readonly request: IncomingMessage;
  /** Of both bodies. */
  readonly bytes: number;
  /** From its arrival to the end of the answer. */
  readonly ms: number;
}

interface ProxyOptions {
  readonly refuse?: (
    request: IncomingMessage,
  ) => RefusedRequest | undefined | Promise<RefusedRequest | undefined>;
  /** Whether the line breaks when the service has done what was asked, before anyone is told. */
  readonly loseAnswer?: (request: IncomingMessage) => boolean;
  readonly onPassed?: (passed: PassedRequest) => void;
}

/**
 * Stands before a service of the storage at `url`, lets `refuse` answer what it wants to, or hold it up, and tells of the
 * rest. Signatures do not cover the host.
 */
export async function startStorageProxy(
  url: string,
  { refuse, loseAnswer, onPassed }: ProxyOptions,
): Promise<StorageProxy> {
  const service = new URL(url);
  const proxy = createServer(async (asked, answer) => {
    const refused = await refuse?.(asked);
    if (refused) {
      asked.resume();
      answer.writeHead(refused.status, { 'x-ms-error-code': refused.code }).end();
      return;
    }
    const { method, headers, url: path } = asked;
    const beganAt = performance.now();
    let bytes = 0;
    const count = (chunk: Buffer) => {
      bytes += chunk.length;
    };
    asked.on('data', count);
    const forwarded: ClientRequest = request(
      { host: service.hostname, port: service.port, path, method, headers },
      (answered) => {
        if (loseAnswer?.(asked)) {
          answered.resume().once('end', () => answer.destroy());
          return;
        }
        answer.writeHead(answered.statusCode ?? 500, answered.headers);
        answered.on('data', count);
        answered.pipe(answer);
        const ms = () => performance.now() - beganAt;
        answered.once('end', () => onPassed?.({ request: asked, bytes, ms: ms() }));
      },
    );
    forwarded.on('error', () => answer.destroy());
    answer.on('close', () => forwarded.destroy());
    asked.pipe(forwarded);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      proxy.closeAllConnections();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}
