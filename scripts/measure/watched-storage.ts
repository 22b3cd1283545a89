import type { IncomingMessage } from 'node:http';
import { type PassedRequest, startStorageProxy } from '../../apps/server/test/storage-proxy.ts';

interface Tally {
  count: number;
  /** Of all together; several are on their way at a time. */
  seconds: number;
  bytes: number;
}

/** The blob service as one process uses it. */
export interface WatchedStorage {
  readonly connectionString: string;
  /** What was asked and answered, by the operation. */
  readonly tallies: ReadonlyMap<string, Tally>;
  /** How often each block was asked for, sent or copied, by its name. */
  readonly blocks: ReadonlyMap<string, number>;
  /** Of all requests and answers. */
  passedBytes(): number;
  stop(): Promise<void>;
}

/** Whoever is told the connection string of the result has its requests to the blob service counted. */
export async function watchStorage(connectionString: string): Promise<WatchedStorage> {
  const [, blobUrl = ''] = /BlobEndpoint=([^;]+)/.exec(connectionString) ?? [];
  const tallies = new Map<string, Tally>();
  const blocks = new Map<string, number>();
  const onAsked = (request: IncomingMessage) => {
    const block = queryOf(request).get('blockid');
    if (block !== null) blocks.set(block, (blocks.get(block) ?? 0) + 1);
    return undefined;
  };
  const onPassed = ({ request, bytes, ms }: PassedRequest) => {
    // Azurite reads what it copies through the proxy too; in Azure that is inside the service.
    if (request.headers['user-agent']?.includes('axios')) return;
    const name = operationOf(request);
    const tally = tallies.get(name) ?? { count: 0, seconds: 0, bytes: 0 };
    tally.count += 1;
    tally.seconds += ms / 1_000;
    tally.bytes += bytes;
    tallies.set(name, tally);
  };
  const proxy = await startStorageProxy(blobUrl, { refuse: onAsked, onPassed });
  return {
    connectionString: connectionString.replace(new URL(blobUrl).origin, proxy.url),
    tallies,
    blocks,
    passedBytes: () => tallies.values().reduce((sum, { bytes }) => sum + bytes, 0),
    stop: () => proxy.stop(),
  };
}

function queryOf({ url = '' }: IncomingMessage): URLSearchParams {
  return new URL(url, 'http://service').searchParams;
}

/** As the REST API of Blob Storage calls it. */
function operationOf(request: IncomingMessage): string {
  const { method, headers } = request;
  const query = queryOf(request);
  if (query.get('restype') === 'container') return 'containers';
  const what = query.get('comp');
  if (what === 'blocklist') return method === 'PUT' ? 'Put Block List' : 'Get Block List';
  if (what === 'block') return headers['x-ms-copy-source'] ? 'Put Block From URL' : 'Put Block';
  if (method === 'HEAD') return 'Get Blob Properties';
  return method === 'GET' ? 'Get Blob' : `${method}`;
}
