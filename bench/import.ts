import { execFile } from 'node:child_process';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { signIn } from '../scripts/author.ts';
import { highestMib, watchMemory } from '../scripts/measure/process-memory.ts';
import { startServer } from './bench-server.ts';
import { writeLargePackage } from './read/large-package.ts';
import { markdownTable, median, rounded } from './statistics.ts';

const mib = 1024 * 1024;
const stored = 'import, of new media';
const known = 'import, of media that is there';
const tools = 'unzip -t, then sha256sum';

interface Run {
  readonly name: string;
  readonly seconds: number;
  readonly grownMib: number;
}

/**
 * Measures how fast the server checks and imports a package of `--size` MiB that was uploaded, once with media that is new and once
 * with media that is there, beside `unzip -t` and `sha256sum` of the same file, in `--rounds` rounds with another package each; and
 * by how much its memory grows. Prints a table. Linux only (proc(5)). See docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '1024' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const mediaBytes = Number(values.size) * mib;
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  const dataDir = join(scratch, 'data');
  const server = await startServer(dataDir);
  const runs: Run[] = [];
  let sizeBytes = 0;
  try {
    const client = await signIn(server.url);
    const pid = server.process.pid ?? 0;
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      const file = join(scratch, `package-${round}.zip`);
      // The first round warms up.
      sizeBytes = await writeLargePackage(file, round === 0 ? 64 * mib : mediaBytes);
      const finished = [await runTools(file)];
      for (const name of [stored, known]) {
        const uploadId = await client.uploadPackage(await openAsBlob(file));
        const before = await countMedia(dataDir);
        finished.push(await measure(name, pid, () => client.importUpload(uploadId)));
        const isMore = (await countMedia(dataDir)) > before;
        if (isMore !== (name === stored)) throw new Error(`Not what it is called: ${name}`);
      }
      if (round > 0) runs.push(...finished);
      await rm(file);
      console.error(`Round ${round} of ${values.rounds} is done`);
    }
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
  report(runs, sizeBytes);
}

async function runTools(file: string): Promise<Run> {
  const startedAt = performance.now();
  await promisify(execFile)('sh', ['-c', 'unzip -tqq "$0" && sha256sum "$0"', file]);
  return { name: tools, seconds: secondsSince(startedAt), grownMib: 0 };
}

async function measure(name: string, pid: number, work: () => Promise<unknown>): Promise<Run> {
  const before = await watchMemory(pid);
  const startedAt = performance.now();
  await work();
  const seconds = secondsSince(startedAt);
  return { name, seconds, grownMib: (await highestMib(pid)) - before };
}

function secondsSince(startedAt: number): number {
  return (performance.now() - startedAt) / 1_000;
}

async function countMedia(dataDir: string): Promise<number> {
  const folder = join(dataDir, 'blobs/objects/media');
  return (await readdir(folder, { recursive: true }).catch(() => [])).length;
}

function report(runs: readonly Run[], sizeBytes: number): void {
  const rows = [...Map.groupBy(runs, ({ name }) => name)].map(([name, own]) => {
    const seconds = median(own.map((run) => run.seconds));
    const grownMib = Math.max(...own.map((run) => run.grownMib));
    return [name, seconds.toFixed(2), `${rounded(sizeBytes / 1e6 / seconds)}`, `${grownMib}`];
  });
  console.log(markdownTable([['', 's', 'MB/s', 'memory grew by, MiB'], ...rows]));
}

await main();
