import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Author, signIn } from './author.ts';
import { startDemoServer } from './demo/demo-server.ts';
import { putLargeStory } from './large-story.ts';
import { highestMib, watchMemory } from './measure/process-memory.ts';

const mib = 1024 * 1024;

/**
 * Prints by how much the memory of the server grows while it exports `--size` MiB of media: from after a small export to
 * the highest moment of the large one, in a process that has done nothing else. Linux only (proc(5)).
 */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { size: { type: 'string', default: '2048' } } });
  const sizeMib = Number(values.size);
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-memory-'));
  const dataDir = join(scratch, 'data');
  try {
    const stories = await withServer(dataDir, async (author) => ({
      small: await putLargeStory(author, { folder: scratch, videoBytes: 8 * mib, videos: 2 }),
      large: await putLargeStory(author, {
        folder: scratch,
        videoBytes: Math.ceil((sizeMib * mib) / 8),
        videos: 8,
      }),
    }));
    const measured = await withServer(dataDir, (author, pid) => measure(author, pid, stories));
    console.log(JSON.stringify({ exportedMib: sizeMib, ...measured }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function withServer<Result>(
  dataDir: string,
  work: (author: Author, pid: number) => Promise<Result>,
): Promise<Result> {
  const server = await startDemoServer(dataDir, { LOG_LEVEL: 'error' });
  try {
    return await work(await signIn(server.url), server.process.pid ?? 0);
  } finally {
    await server.stop();
  }
}

async function measure(author: Author, pid: number, stories: { small: string; large: string }) {
  await author.completed(await author.exportDraft(stories.small));
  const warmMib = await watchMemory(pid);
  const startedAt = performance.now();
  await author.completed(await author.exportDraft(stories.large));
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMib = await highestMib(pid);
  return { seconds: Number(seconds.toFixed(1)), warmMib, peakMib, grownMib: peakMib - warmMib };
}

await main();
