import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { mediaBlobKey } from '../apps/server/src/infrastructure/blob-keys.ts';
import { signIn } from '../scripts/author.ts';
import { type LargeStory, putStory, startServer } from './bench-server.ts';
import { makeMemoryPresent } from './export/memory-present.ts';
import { printReport } from './export/report.ts';
import { type Finished, runContestant, type Task } from './export/run-contestant.ts';
import { runWholeJob } from './export/whole-job.ts';
import { requirePeers } from './installed.ts';
import { bytesOf } from './size-option.ts';

/** Of the buffered way only so much is tried, since it needs several times as much memory. */
const bufferedBytes = 64 * 1024 * 1024;
const names = [
  'taleport compose',
  'cat',
  'zip-stream',
  'archiver',
  'yazl',
  'client-zip',
  'zip -0',
  'buffered',
];

/**
 * Measures how fast packages of `--size` are made, by Taleport and by others, in `--rounds` rounds in which each has its
 * turn, and prints a table and a line of JSON. See docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '2GiB' },
      rounds: { type: 'string', default: '7' },
      only: { type: 'string', multiple: true, default: names },
    },
  });
  requirePeers();
  const sizeBytes = bytesOf(values.size);
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  const server = await startServer(join(scratch, 'data'));
  try {
    const client = await signIn(server.url, { email: 'author@example.org' });
    const story = await putStory(client, sizeBytes);
    const blobRoot = join(scratch, 'data/blobs');
    await mkdir(join(blobRoot, 'objects/bench'));
    const job = { client, pid: server.process.pid ?? 0, blobRoot };
    // What happens only once is not measured: neither the code that is compiled, nor the heap that grows to its size.
    await runWholeJob(job, story, 'Warm-up');

    const runs: Finished[] = [];
    for (let round = 0; round < Number(values.rounds); round += 1) {
      const turns = tasks(scratch, story, round === 0).filter(({ name }) =>
        values.only.includes(name),
      );
      for (const task of turns) {
        const taskFile = join(scratch, 'task.json');
        const run = await runContestant(task, taskFile);
        await rm(task.out, { recursive: true });
        runs.push({ ...run, name: task.name, isSynced: task.isSynced, sizeBytes: sizeOf(task) });
      }
      for (const { files, out } of turns.slice(0, 1)) makeMemoryPresent(files, out);
      const whole = await runWholeJob(job, story, `Round ${round}`);
      runs.push(
        { ...whole, name: 'taleport job', ms: whole.jobMs, isSynced: true, sizeBytes },
        { ...whole, name: 'taleport request to Completed', isSynced: true, sizeBytes },
      );
      console.error(`Round ${round + 1} of ${values.rounds} is done`);
    }
    printReport({ sizeBytes, files: story.media.length, runs });
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A round: everyone once with a sync at the end and once without. */
function tasks(scratch: string, { media }: LargeStory, isFirst: boolean): Task[] {
  const blobRoot = join(scratch, 'data/blobs');
  const hasZip = spawnSync('zip', ['-v']).status === 0;
  const files = media.map(({ sha256, sizeBytes, kind }, index) => ({
    name: `${kind}/${index}`,
    path: join(blobRoot, 'objects', mediaBlobKey(sha256)),
    sizeBytes,
  }));
  return names.flatMap((name) => {
    if (name === 'zip -0' && !hasZip) return [];
    const own = name === 'buffered' ? firstOf(files, bufferedBytes) : files;
    const key = 'bench/package.zip';
    const out = join(blobRoot, 'objects', key);
    return [true, false].map((isSynced) => ({
      ...{ name, isSynced, files: own, out, media, blobRoot, key },
      isMemoryWatched: isFirst && isSynced,
    }));
  });
}

/** One after the other, without those that would be too much. */
function firstOf<File extends { sizeBytes: number }>(files: readonly File[], maxBytes: number) {
  let sum = 0;
  return files.filter(({ sizeBytes }) => {
    const fits = sum + sizeBytes <= maxBytes;
    if (fits) sum += sizeBytes;
    return fits;
  });
}

function sizeOf({ files }: Task): number {
  return files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

await main();
