import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { startPostgres } from '../apps/server/test/postgres-server.ts';
import { requirePeers } from './installed.ts';
import { markdownTable, median, rounded } from './statistics.ts';

const names = ['taleport', 'pg-boss', 'graphile-worker'];
const program = join(import.meta.dirname, 'queue/contestant.ts');

/**
 * Measures how many jobs that do nothing go through the engine, and through two other queues on the same PostgreSQL, which
 * syncs each commit: in rounds in which each has its turn on an empty database. Prints a table and a line of JSON. See
 * docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      jobs: { type: 'string', default: '2000' },
      concurrency: { type: 'string', default: '8' },
      rounds: { type: 'string', default: '5' },
    },
  });
  requirePeers();
  const postgres = await startPostgres({ isDurable: true });
  if (!postgres) process.exit(1);
  const took = new Map<string, number[]>(names.map((name) => [name, []]));
  try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const name of names) {
        const { url, drop } = await postgres.createDatabase();
        took.get(name)?.push(await runContestant([name, url, values.jobs, values.concurrency]));
        await drop();
      }
    }
  } finally {
    await postgres.stop();
  }
  report(took, Number(values.jobs));
}

/** Milliseconds. */
async function runContestant(args: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  const env = { ...process.env, BENCH_FOLDER: folder };
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env });
  await rm(folder, { recursive: true });
  return JSON.parse(stdout).ms;
}

function report(took: ReadonlyMap<string, readonly number[]>, jobs: number): void {
  const perSecond = (ms: number) => (jobs * 1000) / ms;
  const ours = median(took.get('taleport') ?? []);
  const summaries = Array.from(took, ([name, all]) => ({
    name,
    jobsPerSecond: rounded(perSecond(median(all))),
    slowest: rounded(perSecond(Math.max(...all))),
    fastest: rounded(perSecond(Math.min(...all))),
    taleportTimesAsFast: rounded(median(all) / ours),
  }));
  const rows = summaries.map((each) => [
    each.name,
    `${each.jobsPerSecond}`,
    `${each.slowest} to ${each.fastest}`,
    `${each.taleportTimesAsFast}`,
  ]);
  const head = ['queue', 'jobs a second', 'slowest to fastest', 'Taleport is × as fast'];
  console.log(markdownTable([head, ...rows]));
  console.log(`\n${JSON.stringify({ jobs, summaries })}`);
}

await main();
