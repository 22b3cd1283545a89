import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const require = createRequire(import.meta.url);

export interface Azurite {
  readonly connectionString: string;
  readonly blobUrl: string;
  readonly queueUrl: string;
  stop(): Promise<void>;
}

/** Of every Azurite, as its documentation says: there is nothing to keep secret. */
const accountName = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

interface AzuriteOptions {
  /** Files of a certificate and its key. With them it listens on TLS, and takes tokens of identities, without a look at who signed them. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** Where it keeps what it is given; by default in memory. It writes its index every few seconds, and when it is stopped. */
  readonly folder?: string;
  /** Tens of thousands. It keeps the bytes of those that are deleted then. */
  readonly hasManyBlobs?: boolean;
}

/** Azure Storage as a process of this machine, on free ports. */
export async function startAzurite({
  tls,
  folder,
  hasManyBlobs = false,
}: AzuriteOptions = {}): Promise<Azurite> {
  const program = require.resolve('azurite/dist/src/azurite.js');
  const ports = ['blob', 'queue', 'table'].flatMap((service) => [`--${service}Port`, '0']);
  const place = folder === undefined ? ['--inMemoryPersistence'] : ['--location', folder];
  const first = hasManyBlobs ? ['--require', require.resolve('./azurite-of-many-blobs.cjs')] : [];
  const secure = tls ? ['--cert', tls.cert, '--key', tls.key, '--oauth', 'basic'] : [];
  const azurite = spawn(
    process.execPath,
    [...first, program, '--disableTelemetry', '--silent', ...place, ...ports, ...secure],
    // What is kept is written when it is stopped, which is not for a Ctrl-C of the terminal to do.
    { stdio: ['ignore', 'pipe', 'inherit'], detached: folder !== undefined },
  );
  const { blob, queue } = await addresses(azurite);
  const [blobUrl, queueUrl] = [`${blob}/${accountName}`, `${queue}/${accountName}`];
  return {
    blobUrl,
    queueUrl,
    connectionString: [
      `DefaultEndpointsProtocol=${tls ? 'https' : 'http'}`,
      `AccountName=${accountName}`,
      `AccountKey=${accountKey}`,
      `BlobEndpoint=${blobUrl}`,
      `QueueEndpoint=${queueUrl}`,
    ].join(';'),
    async stop() {
      if (azurite.exitCode !== null || azurite.signalCode !== null) return;
      const ended = once(azurite, 'exit');
      azurite.kill();
      await ended;
    },
  };
}

/** It says where each of its services listens. */
async function addresses({ stdout }: ChildProcess): Promise<{ blob: string; queue: string }> {
  if (!stdout) throw new TypeError('Azurite has no output');
  const found = new Map<string, string>();
  for await (const line of createInterface(stdout)) {
    const [, service, address] = /^Azurite (\w+) service .* listening at (\S+)$/.exec(line) ?? [];
    if (service && address) found.set(service, address);
    const blob = found.get('Blob');
    const queue = found.get('Queue');
    if (blob && queue && found.size === 3) {
      stdout.resume();
      return { blob, queue };
    }
  }
  throw new Error('Azurite ended at its start');
}
