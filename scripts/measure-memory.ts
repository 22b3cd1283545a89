import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { signIn } from './demo/api-client.ts';
import { startDemoServer } from './demo/demo-server.ts';
import { putLargeStory } from './large-story.ts';
import { memoryMib } from './measure/process-memory.ts';

const mib = 1024 * 1024;
type Client = Awaited<ReturnType<typeof signIn>>;

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
    const stories = await withServer(dataDir, async (client) => ({
      small: await putLargeStory(client, { folder: scratch, videoBytes: 8 * mib, videos: 2 }),
      large: await putLargeStory(client, {
        folder: scratch,
        videoBytes: Math.ceil((sizeMib * mib) / 8),
        videos: 8,
      }),
    }));
    const measured = await withServer(dataDir, (client, pid) => measure(client, pid, stories));
    console.log(JSON.stringify({ exportedMib: sizeMib, ...measured }));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function withServer<Result>(
  dataDir: string,
  work: (client: Client, pid: number) => Promise<Result>,
): Promise<Result> {
  const server = await startDemoServer(dataDir, { LOG_LEVEL: 'error' });
  try {
    return await work(await signIn(server.url), server.process.pid ?? 0);
  } finally {
    await server.stop();
  }
}

async function measure(client: Client, pid: number, stories: { small: string; large: string }) {
  await exportNow(client, stories.small);
  const warmMib = await memoryMib(pid, 'VmRSS');
  // "5" resets the high-water mark of resident memory.
  await writeFile(`/proc/${pid}/clear_refs`, '5');
  const startedAt = performance.now();
  await exportNow(client, stories.large);
  const seconds = (performance.now() - startedAt) / 1000;
  const peakMib = await memoryMib(pid, 'VmHWM');
  return { seconds: Number(seconds.toFixed(1)), warmMib, peakMib, grownMib: peakMib - warmMib };
}

async function exportNow(client: Client, storyId: string): Promise<void> {
  const job = await client.createExport(storyId, true);
  for (;;) {
    const { document } = await client.exportStatus(job);
    if (document.status === 'Completed') return;
    if (document.status === 'Failed') throw new Error(document.errorMessage);
    await wait(50);
  }
}

await main();
