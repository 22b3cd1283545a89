import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signIn } from './author.ts';
import { takePackage } from './demo/journey.ts';
import { tellTime } from './kill/say.ts';
import { type ExportProcesses, startForExport } from './measure/export-processes.ts';
import { highestMib, watchMemory } from './measure/process-memory.ts';
import type { MediaPlan } from './measure/put-media-story.ts';

const maxBlocks = 50_000;
const usage = `Usage: npm run check:many-media -- [--files N] [--kib SIZE] [--azure]

  --files N   how many media files the story has (default: 25000)
  --kib SIZE  how large each is (default: 10)
  --azure     on PostgreSQL and Azurite in place of files`;

/** Exports a story of very many media files, verifies the package, and prints what it took. Linux only (proc(5)). */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      files: { type: 'string', default: '25000' },
      kib: { type: 'string', default: '10' },
      azure: { type: 'boolean', default: false },
    },
  });
  const [files, kib] = [Number(values.files), Number(values.kib)];
  if (!(files > 0 && kib > 0)) {
    console.error(usage);
    return 1;
  }
  const media = Array.from(
    { length: files },
    (_, index): MediaPlan => ({
      kind: index % 5 === 0 ? 'picture' : 'narration',
      sizeBytes: kib * 1024,
    }),
  );
  const say = tellTime(console.log);
  const folder = await mkdtemp(join(tmpdir(), 'taleport-many-media-'));
  try {
    const processes = await startForExport({ isAzure: values.azure, folder, media, say });
    say(`The story has ${files} media files of ${kib} KiB`);
    return await measure(processes, join(folder, 'package.zip'), say).finally(() =>
      processes.stop(),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

type Say = (line: string) => void;

async function measure(processes: ExportProcesses, out: string, say: Say): Promise<number> {
  const { url, storyId, storage } = processes;
  const client = await signIn(url);
  await watchMemory(processes.workerPid());
  const beganAt = performance.now();
  await takePackage(client, { storyId, draft: true, out, say });
  const seconds = (performance.now() - beganAt) / 1_000;
  say(`${seconds.toFixed(1)} s, the download and its check included`);
  say(`Peak memory of the worker: ${await highestMib(processes.workerPid())} MiB`);
  if (!storage) return 0;
  for (const [name, { count, seconds: spent, bytes }] of storage.tallies) {
    say(`${name}: ${count} requests, ${spent.toFixed(1)} s in all, ${bytes} bytes`);
  }
  const blocks = storage.blocks.size;
  say(`${blocks} blocks of ${maxBlocks}`);
  return blocks > maxBlocks ? 1 : 0;
}

process.exitCode = await main();
