import { mediaBlobKey } from '../../../apps/server/src/infrastructure/blob-keys.ts';
import type { BlobStore } from '../../../apps/server/src/infrastructure/blob-store.ts';
import { poisonQueue } from '../../../apps/server/src/jobs/poison-queue.ts';
import { sweepAll } from '../../../apps/server/src/jobs/sweeper.ts';
import { type Adapters, openAdapters } from '../../../apps/server/src/start/adapters.ts';
import { readSettings } from '../../../apps/server/src/start/config.ts';
import { createLog } from '../../../apps/server/src/start/log.ts';
import { createServer } from '../../../apps/server/src/start/server.ts';
import type { Findings } from '../findings.ts';
import { packageOwners } from '../package-owners.ts';

const graceMs = 2 * 60 * 60 * 1000;

/** Sweeps the storage when all processes have stopped, and looks whether each blob that is left then has an owner. */
export async function checkStorage(
  environment: Readonly<Record<string, string>>,
  findings: Findings,
): Promise<void> {
  const settings = readSettings({ ...environment, UNUSED_KEEP_HOURS: '0' });
  const opened = await openAdapters(settings);
  const adapters = { ...opened, blobs: aged(opened.blobs) };
  const server = await createServer({ settings, adapters, log: createLog('error') });
  try {
    const before = await keysIn(opened.blobs);
    await sweepAll(server.engine);
    const left = await keysIn(opened.blobs);
    findings.tell('orphans', 'blobs swept', before.length - left.length);
    await checkMedia(opened, left, findings);
    await checkPackages(opened, left, findings);
    const { queueName } = [...server.engine.kinds.values()].find(({ kind }) =>
      kind.endsWith('export'),
    ) ?? { queueName: '' };
    const poisoned = await opened.queues.count(poisonQueue({ queueName }));
    findings.tell('jobs', 'messages in the poison queue of exports', poisoned);
  } finally {
    await server.close();
  }
}

/** The sweeps leave young blobs alone, so that no upload or late worker is disturbed: here all look old. */
function aged(blobs: BlobStore): BlobStore {
  return {
    ...blobs,
    async *list(folder) {
      for await (const blob of blobs.list(folder)) {
        yield { ...blob, modifiedAt: new Date(blob.modifiedAt.getTime() - graceMs) };
      }
    },
  };
}

async function keysIn(blobs: BlobStore): Promise<string[]> {
  const lists = await Promise.all(
    ['media', 'exports'].map((folder) => Array.fromAsync(blobs.list(folder))),
  );
  return lists.flat().map(({ key }) => key);
}

/** Blobs and rows of media are the same. */
async function checkMedia(
  { database, blobs }: Adapters,
  keys: readonly string[],
  findings: Findings,
): Promise<void> {
  const rows = await database.db.selectFrom('media').select(['sha256', 'size_bytes']).execute();
  const known = new Map(rows.map((row) => [mediaBlobKey(row.sha256), row.size_bytes]));
  for (const key of keys.filter((each) => each.startsWith('media/'))) {
    findings.count('orphans', 'media blobs left');
    if (!known.has(key)) findings.broken('orphans', `${key} has no row`);
  }
  for (const [key, sizeBytes] of known) {
    const found = await blobs.stat(key);
    if (found?.sizeBytes === sizeBytes) continue;
    findings.broken('orphans', `${key} is ${found ? 'not as large as its row says' : 'missing'}`);
  }
}

async function checkPackages(
  { database }: Adapters,
  keys: readonly string[],
  findings: Findings,
): Promise<void> {
  const owners = await packageOwners(database.db);
  for (const key of keys.filter((each) => each.startsWith('exports/'))) {
    findings.count('orphans', 'packages left');
    if (!owners.has(key.split('/')[1] ?? '')) findings.broken('orphans', `${key} has no job`);
  }
}
