import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { highestMib, watchMemory } from '../scripts/measure/process-memory.ts';
import { markdownTable, median, rounded } from './statistics.ts';
import { type Contestant, startBareServer, startTaleport } from './upload/contestants.ts';

const mib = 1024 * 1024;
const warmMib = 64;

interface Round {
  readonly mbPerSecond: number;
  readonly grownMib: number;
}

/**
 * Measures how fast curl sends a file of `--size` MiB to Taleport, and to a server that does nothing but write and sync it; and by
 * how much the memory of each grows over what it has after an upload of 64 MiB. Prints a table and a line of JSON. Linux only
 * (proc(5)). See docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '1024' },
      rounds: { type: 'string', default: '5' },
    },
  });
  const sizeMib = Number(values.size);
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  const contestants: Contestant[] = [];
  const rounds = new Map<string, Round[]>();
  try {
    const warm = await randomFile(join(scratch, 'warm'), warmMib);
    const file = await randomFile(join(scratch, 'file'), sizeMib);
    contestants.push(await startTaleport(join(scratch, 'data')));
    contestants.push(await startBareServer(join(scratch, 'bare')));
    for (const contestant of contestants) {
      rounds.set(contestant.name, []);
      await upload(contestant, warm, warmMib);
    }
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const contestant of contestants) {
        rounds.get(contestant.name)?.push(await measure(contestant, file, sizeMib));
      }
    }
  } finally {
    for (const contestant of contestants) await contestant.stop();
    await rm(scratch, { recursive: true, force: true });
  }
  report(rounds, sizeMib);
}

async function randomFile(path: string, sizeMib: number): Promise<string> {
  const file = await open(path, 'w');
  const bytes = Buffer.alloc(mib);
  for (let written = 0; written < sizeMib; written += 1) await file.write(randomFillSync(bytes));
  await file.sync();
  await file.close();
  return path;
}

async function measure(contestant: Contestant, file: string, sizeMib: number): Promise<Round> {
  const { pid } = contestant;
  const before = await watchMemory(pid);
  const seconds = await upload(contestant, file, sizeMib);
  const grownMib = (await highestMib(pid)) - before;
  return { mbPerSecond: (sizeMib * mib) / 1_000_000 / seconds, grownMib };
}

/** In seconds. */
async function upload(contestant: Contestant, file: string, sizeMib: number): Promise<number> {
  const target = await contestant.target(sizeMib * mib);
  // It would wait for a second to be told that the server takes the body.
  const options = ['--silent', '--show-error', '--fail', '--header', 'Expect:'];
  const startedAt = performance.now();
  await promisify(execFile)('curl', [...options, '--upload-file', file, ...target], {
    timeout: 120_000,
  });
  const seconds = (performance.now() - startedAt) / 1_000;
  await contestant.clear();
  return seconds;
}

function report(rounds: ReadonlyMap<string, readonly Round[]>, sizeMib: number): void {
  const summaries = Array.from(rounds, ([name, all]) => {
    const speeds = all.map(({ mbPerSecond }) => mbPerSecond);
    return {
      name,
      mbPerSecond: rounded(median(speeds)),
      slowest: rounded(Math.min(...speeds)),
      fastest: rounded(Math.max(...speeds)),
      grownMib: Math.max(...all.map((round) => round.grownMib)),
    };
  });
  const head = ['', 'MB/s', 'slowest', 'fastest', 'memory grew by, MiB'];
  const rows = summaries.map((summary) => Object.values(summary).map(String));
  console.log(markdownTable([head, ...rows]));
  console.log(JSON.stringify({ sizeMib, rounds: summaries }));
}

await main();
