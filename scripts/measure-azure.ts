import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Author, signIn } from './author.ts';
import { tellTime } from './kill/say.ts';
import { type ExportProcesses, startForExport } from './measure/export-processes.ts';
import { highestMib, watchMemory } from './measure/process-memory.ts';
import type { MediaPlan } from './measure/put-media-story.ts';
import type { WatchedStorage } from './measure/watched-storage.ts';

const mib = 1024 * 1024;
const maxWorkerMib = 200;
const maxPassedShare = 1 / 100;
/** As many as a worker sends and has copied at the same time. */
const maxInFlight = 10;

type Say = (line: string) => void;

/**
 * Exports `--size` MiB of media on PostgreSQL and Azurite twice, once with the worker killed in the middle. Prints, and holds to
 * what is promised, the memory of the worker, the share of the bytes that pass through it, and the blocks that are placed again.
 * Linux only (proc(5)).
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { size: { type: 'string', default: '1024' } } });
  const say = tellTime(console.log);
  const folder = await mkdtemp(join(tmpdir(), 'taleport-measure-azure-'));
  try {
    const media = ordinaryMedia(Number(values.size) * mib);
    const processes = await startForExport({ isAzure: true, folder, media, say });
    try {
      const author = await signIn(processes.url);
      say(`The story has ${media.length} media files, ${values.size} MiB together`);
      const isFlat = await measureWhole(processes, author, say);
      const isResumed = await measureKilled(processes, author, say);
      return isFlat && isResumed ? 0 : 1;
    } finally {
      await processes.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Pictures of a telephone, narration of some minutes, and by bytes mostly films. */
function ordinaryMedia(totalBytes: number): MediaPlan[] {
  const media: MediaPlan[] = [];
  for (let rest = totalBytes, place = 0; rest > 0; place += 1) {
    const [kind, size] =
      place % 16 === 0
        ? (['video', 48 * mib] as const)
        : place % 2 === 0
          ? (['narration', 2 * mib] as const)
          : (['picture', (1 + (place % 7)) * 250_000] as const);
    const sizeBytes = Math.max(1_000, Math.min(size, rest));
    media.push({ kind, sizeBytes });
    rest -= sizeBytes;
  }
  return media;
}

async function measureWhole(processes: ExportProcesses, author: Author, say: Say) {
  const storage = watched(processes);
  const before = storage.passedBytes();
  const warmMib = await watchMemory(processes.workerPid());
  const beganAt = performance.now();
  const job = await author.exportDraft(processes.storyId);
  const { zipSizeBytes = 0 } = await author.completed(job);
  const seconds = (performance.now() - beganAt) / 1_000;
  const share = (storage.passedBytes() - before) / zipSizeBytes;
  const memory = await highestMib(processes.workerPid());
  say(
    `Exported ${zipSizeBytes} bytes in ${seconds.toFixed(1)} s, as ${storage.blocks.size} blocks`,
  );
  say(`Through the worker: ${(share * 100).toFixed(2)} % of the bytes (1 % at most)`);
  say(
    `Peak memory of the worker: ${memory} MiB, before ${warmMib} MiB (${maxWorkerMib} MiB at most)`,
  );
  return share <= maxPassedShare && memory <= maxWorkerMib;
}

/** The same document in another locale is another package of the same size. */
async function measureKilled(processes: ExportProcesses, author: Author, say: Say) {
  const storage = watched(processes);
  const known = new Set(storage.blocks.keys());
  const total = known.size;
  const own = () => [...storage.blocks].filter(([block]) => !known.has(block));
  const job = await author.exportDraft(processes.storyId, 'hu');
  while (own().length < total / 2) await wait(5);
  await processes.replaceWorker();
  const killedAt = own().length;
  const { status } = await author.completed(job);
  const again = own().filter(([, times]) => times > 1).length;
  say(`Killed after ${killedAt} of ${total} blocks: ${status}`);
  say(`Blocks that were placed twice: ${again} (${maxInFlight} at most)`);
  return status === 'Completed' && again <= maxInFlight;
}

function watched({ storage }: ExportProcesses): WatchedStorage {
  if (!storage) throw new TypeError('The storage is not watched');
  return storage;
}

process.exitCode = await main();
