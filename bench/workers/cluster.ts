import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { startAzurite } from '../../apps/server/test/azurite.ts';
import { createDatabaseBeside } from '../../apps/server/test/postgres-server.ts';
import { startStorageProxy } from '../../apps/server/test/storage-proxy.ts';
import { startDemoServer } from '../../scripts/demo/demo-server.ts';

export interface Cluster {
  readonly url: string;
  stop(): Promise<void>;
}

interface ClusterOptions {
  readonly workers: number;
  /** How many exports a worker makes at the same time. */
  readonly jobsAtOnce: number;
  /** What each call to the storage waits before it goes on. */
  readonly latencyMs: number;
  readonly postgresUrl: string;
  readonly folder: string;
}

/** One api and workers as processes, on a new database and a new Azurite that is far away. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const [azurite, database] = await Promise.all([
    startAzurite(),
    createDatabaseBeside(options.postgresUrl),
  ]);
  const far = {
    async refuse() {
      await wait(options.latencyMs);
      return undefined;
    },
  };
  const [blobs, queues] = await Promise.all([
    startStorageProxy(azurite.blobUrl, far),
    startStorageProxy(azurite.queueUrl, far),
  ]);
  const environment = {
    LOG_LEVEL: 'error',
    JOB_CONCURRENCY: String(options.jobsAtOnce),
    DATABASE_URL: database.url,
    SECRET: randomBytes(32).toString('hex'),
    AZURE_STORAGE_CONNECTION_STRING: azurite.connectionString
      .replace(new URL(azurite.blobUrl).origin, blobs.url)
      .replace(new URL(azurite.queueUrl).origin, queues.url),
  };
  const dataDir = join(options.folder, 'data');
  const api = await startDemoServer(dataDir, environment, 'api');
  const workers = await Promise.all(
    Array.from({ length: options.workers }, () => startDemoServer(dataDir, environment, 'worker')),
  );
  return {
    url: api.url,
    async stop() {
      await Promise.all([api, ...workers].map((process) => process.stop()));
      await Promise.all([blobs.stop(), queues.stop()]);
      await Promise.all([azurite.stop(), database.drop()]);
    },
  };
}
