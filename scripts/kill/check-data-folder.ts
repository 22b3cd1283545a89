import { readdir, stat, utimes } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { BlobPaths } from '../../apps/server/src/infrastructure/file-blobs/blob-paths.ts';
import { blobPaths } from '../../apps/server/src/infrastructure/file-blobs/blob-paths.ts';
import { decodeMessage } from '../../apps/server/src/jobs/job-message.ts';
import { poisonQueue } from '../../apps/server/src/jobs/poison-queue.ts';
import { sweepAll } from '../../apps/server/src/jobs/sweeper.ts';
import { type Adapters, openAdapters } from '../../apps/server/src/start/adapters.ts';
import { readSettings } from '../../apps/server/src/start/config.ts';
import { createLog } from '../../apps/server/src/start/log.ts';
import { createServer } from '../../apps/server/src/start/server.ts';
import type { Findings } from './findings.ts';
import { packageOwners } from './package-owners.ts';

interface Folder {
  readonly dataDir: string;
  readonly findings: Findings;
  readonly lostJobId: string;
}

const graceMs = 2 * 60 * 60 * 1000;

/** Sweeps the folder of a server that has stopped, and looks whether each file that is left then has an owner. */
export async function checkDataFolder({ dataDir, findings, lostJobId }: Folder): Promise<void> {
  const settings = readSettings({ DATA_DIR: dataDir, UNUSED_KEEP_HOURS: '0' });
  const paths = blobPaths(join(dataDir, 'blobs'));
  const staged = await filesIn(paths.staging);
  findings.tell('orphans', 'files staged before', staged.length);
  const adapters = await openAdapters(settings);
  const server = await createServer({ settings, adapters, log: createLog('error') });
  try {
    await checkPoison(adapters, {
      findings,
      lostJobId,
      queueName: settings.features.exportQueueName,
    });
    const before = await agedObjects(paths);
    await sweepAll(server.engine);
    const left = await filesIn(paths.object('media'));
    const packages = await filesIn(paths.object('exports'));
    findings.tell('orphans', 'files swept', before - left.length - packages.length);
    await checkMedia(adapters, { findings, paths, left });
    await checkPackages(adapters, { findings, paths, left: packages });
    for (const file of await filesIn(paths.staging)) {
      findings.broken('orphans', `${file} is staged, though no job can run`);
    }
  } finally {
    await server.close();
  }
}

/** The sweeps leave young files alone, so that no upload or late worker is disturbed: here all are made old. */
async function agedObjects(paths: BlobPaths): Promise<number> {
  const files = [
    ...(await filesIn(paths.object('media'))),
    ...(await filesIn(paths.object('exports'))),
  ];
  const old = new Date(Date.now() - graceMs);
  for (const file of files) await utimes(file, old, old);
  return files.length;
}

interface Left {
  readonly findings: Findings;
  readonly paths: BlobPaths;
  readonly left: readonly string[];
}

/** Files and rows of media are the same. */
async function checkMedia({ database }: Adapters, { findings, paths, left }: Left): Promise<void> {
  const rows = await database.db.selectFrom('media').select(['sha256', 'size_bytes']).execute();
  const sizes = new Map(rows.map(({ sha256, size_bytes }) => [sha256, size_bytes]));
  for (const file of left) {
    findings.count('orphans', 'media files left');
    const sha256 = file.split(sep).at(-1) ?? '';
    if (!sizes.has(sha256)) findings.broken('orphans', `${paths.key(file)} has no row`);
    else if ((await stat(file)).size !== sizes.get(sha256)) {
      findings.broken('orphans', `${paths.key(file)} has not the size of its row`);
    }
    sizes.delete(sha256);
  }
  for (const sha256 of sizes.keys()) findings.broken('orphans', `media ${sha256} has no file`);
}

async function checkPackages({ database }: Adapters, { findings, paths, left }: Left) {
  const owners = await packageOwners(database.db);
  for (const file of left) {
    findings.count('orphans', 'packages left');
    const [, jobId = ''] = paths.key(file).split('/');
    if (!owners.has(jobId)) findings.broken('orphans', `${paths.key(file)} has no job`);
  }
}

interface Poison extends Pick<Folder, 'findings' | 'lostJobId'> {
  readonly queueName: string;
}

async function checkPoison({ queues }: Adapters, { findings, lostJobId, queueName }: Poison) {
  const messages = await queues.peek(poisonQueue({ queueName }), 32);
  findings.tell('jobs', 'messages in the poison queue of exports', messages.length);
  if (messages.some(({ body }) => decodeMessage(body)?.jobId === lostJobId)) return;
  findings.broken('jobs', `no message in the poison queue tells of ${lostJobId}`);
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
