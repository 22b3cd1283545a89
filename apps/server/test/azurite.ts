import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

export interface Azurite {
  readonly connectionString: string;
  stop(): Promise<void>;
}

/** Of every Azurite, as its documentation says: there is nothing to keep secret. */
const accountName = 'devstoreaccount1';
const accountKey =
  'Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==';

/** Azure Storage as a process of this machine, on free ports and in memory. */
export async function startAzurite(): Promise<Azurite> {
  const program = createRequire(import.meta.url).resolve('azurite/dist/src/azurite.js');
  const ports = ['blob', 'queue', 'table'].flatMap((service) => [`--${service}Port`, '0']);
  const azurite = spawn(
    process.execPath,
    [program, '--disableTelemetry', '--inMemoryPersistence', '--silent', ...ports],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { blob, queue } = await addresses(azurite);
  return {
    connectionString: [
      'DefaultEndpointsProtocol=http',
      `AccountName=${accountName}`,
      `AccountKey=${accountKey}`,
      `BlobEndpoint=${blob}/${accountName}`,
      `QueueEndpoint=${queue}/${accountName}`,
    ].join(';'),
    async stop() {
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
