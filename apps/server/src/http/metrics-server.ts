import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';

const metricsPath = '/metrics';

/** What one look at the numbers gives. */
export interface MetricsPage {
  readonly mediaType: string;
  readonly text: string;
}

export interface MetricsServer {
  /** Resolves to the address of the page. Throws MetricsAddressError. */
  listen(address: { host: string; port: number }): Promise<string>;
  close(): Promise<void>;
}

/** The numbers are wanted at an address that cannot be had. */
export class MetricsAddressError extends Error {
  constructor({ host, port }: { host: string; port: number }, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `The metrics cannot be at port ${port} of ${host}: ${reason}. Set METRICS_PORT or METRICS_HOST to another one.`,
      { cause },
    );
    this.name = 'MetricsAddressError';
  }
}

/** A port of its own with the numbers and nothing else, so that what the world may reach has no way to them. */
export function metricsServer(read: () => Promise<MetricsPage>, log: Logger): MetricsServer {
  const server = createServer(async (request, answer) => {
    if (request.url?.split('?')[0] !== metricsPath) return void answer.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return void answer.writeHead(405, { allow: 'GET, HEAD' }).end();
    }
    try {
      const { mediaType, text } = await read();
      answer.writeHead(200, { 'content-type': mediaType, 'cache-control': 'no-store' }).end(text);
    } catch (error) {
      log.error({ err: error }, 'the metrics could not be read');
      answer.writeHead(500).end();
    }
  });
  return {
    async listen(wanted) {
      try {
        await once(server.listen(wanted), 'listening');
      } catch (error) {
        throw new MetricsAddressError(wanted, error);
      }
      const { address, family, port } = server.address() as AddressInfo;
      return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}${metricsPath}`;
    },
    async close() {
      if (!server.listening) return;
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
