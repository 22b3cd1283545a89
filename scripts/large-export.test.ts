import { existsSync, readdirSync, statSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { openFileSource, verifyPackage } from '@taleport/story-archive';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyNewDatabase } from '../apps/server/test/database-template.ts';
import { type Author, signIn } from './author.ts';
import { type DemoServer, startDemoServer } from './demo/demo-server.ts';
import { endProcess } from './demo/end-process.ts';
import { followExport } from './demo/journey.ts';
import { putLargeStory } from './large-story.ts';

const mib = 1024 * 1024;
/** Large enough to be met while it is exported: 96 pieces. */
const videos = 12;
const videoBytes = 128 * mib;

let folder: string;
let dataDir: string;
/** Where the packages are, in the data folder. */
let packages: string;
let storyId: string;
let server: DemoServer;
let client: Author;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-large-'));
  dataDir = join(folder, 'data');
  packages = join(dataDir, 'blobs/objects/exports');
  await copyNewDatabase(dataDir);
  await start();
  storyId = await putLargeStory(client, { folder, videoBytes, videos });
}, 120_000);

afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

async function start(): Promise<void> {
  server = await startDemoServer(dataDir, { LOG_LEVEL: 'info' });
  client = await signIn(server.url);
}

it('a large export goes on where a killed server stopped, completes, and the package verifies', {
  timeout: 120_000,
}, async () => {
  const job = await client.exportDraft(storyId);
  await ledgerGrew();
  await endProcess(server.process, 'SIGKILL');
  const staged = stagedFiles();

  await start();
  const completed = await followExport(client, job, () => {});
  expect(staged.filter((name) => name.endsWith('.partial'))).toHaveLength(1);
  expect(stagedFiles()).toEqual([]);

  const { writtenBytes, resumedBytes } = placedBytes(server);
  expect(resumedBytes).toBeGreaterThan(0);
  expect(writtenBytes + resumedBytes).toBe(completed.zipSizeBytes);

  const { jobId, zipFileName = '' } = completed;
  const source = await openFileSource(join(packages, jobId, zipFileName));
  const { entryCount } = await verifyPackage(source);
  await source.close();
  expect(entryCount).toBe(3 + videos);
  expect(completed).toMatchObject({ status: 'Completed', mediaCount: videos });
  await client.cancel(completed);
});

it('a large export is handed back within five seconds, counts nothing, and goes on after a start', {
  timeout: 120_000,
}, async () => {
  const job = await client.exportDraft(storyId);
  await ledgerGrew();
  const before = performance.now();
  expect(await endProcess(server.process, 'SIGTERM')).toEqual([0, null]);
  expect(performance.now() - before).toBeLessThan(5_000);

  await start();
  const completed = await followExport(client, job, () => {});
  expect(completed).toMatchObject({ status: 'Completed', attempt: 1 });
  expect(placedBytes(server).resumedBytes).toBeGreaterThan(0);
  await client.cancel(completed);
});

it('a large export ends within two seconds when it is canceled, and leaves no file', {
  timeout: 120_000,
}, async () => {
  const job = await client.exportDraft(storyId);
  await ledgerGrew();
  const before = performance.now();
  expect(await client.cancel(job)).toMatchObject({ status: 'Running', phase: 'canceling' });
  const ended = followExport(client, job, () => {});
  await expect(ended).rejects.toThrow('The export is Canceled');
  // The poll itself may come a second late.
  expect(performance.now() - before).toBeLessThan(3_000);
  expect((await client.exportStatus(job)).status).toBe('Canceled');
  expect(stagedFiles()).toEqual([]);
  expect(existsSync(join(packages, job.jobId))).toBe(false);
});

it('a fork of a large story takes less than a second, and adds no file', async () => {
  await client.publish(storyId);
  const before = storedFiles();
  const began = performance.now();
  const response = await client.call(storyForkRoutes.create, {
    parameters: { locale: 'en', storyId },
    headers: { prefer: 'wait=20' },
  });
  expect(await response.json()).toMatchObject({ status: 'Completed' });
  const tookMs = performance.now() - began;
  console.log(`A fork of ${(videos * videoBytes) / mib} MiB took ${Math.round(tookMs)} ms.`);
  expect(tookMs).toBeLessThan(1_000);
  expect(storedFiles()).toEqual(before);
});

function storedFiles(): string[] {
  return readdirSync(join(dataDir, 'blobs/objects'), { recursive: true }).map(String).toSorted();
}

function stagedFiles(): string[] {
  const folder = join(dataDir, 'blobs/staging');
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Resolves as soon as the first bytes of a package are safe. */
async function ledgerGrew(): Promise<void> {
  const folder = join(dataDir, 'blobs/staging');
  for (;;) {
    const ledger = stagedFiles().find((name) => name.endsWith('.ledger'));
    if (ledger && (statSync(join(folder, ledger), { throwIfNoEntry: false })?.size ?? 0) > 1)
      return;
    await nextTurn();
  }
}

/** What the server says of the package that it has put into its place. */
function placedBytes(server: DemoServer): { writtenBytes: number; resumedBytes: number } {
  const line = server.said().find((each) => each.includes('the package is in its place'));
  return JSON.parse(line ?? '{}');
}
