import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { writeLargePackage } from './read/large-package.ts';
import { bytesOf } from './size-option.ts';
import { markdownTable, median, rounded } from './statistics.ts';

const contestants = {
  'taleport readPackage': [process.execPath, join(import.meta.dirname, 'read/read-package.ts')],
  'unzip -t, then sha256sum': ['sh', '-c', 'unzip -tqq "$0" && sha256sum "$0"'],
  'unzip -t': ['unzip', '-tqq'],
  sha256sum: ['sha256sum'],
} as const;

type Name = keyof typeof contestants;

interface Run {
  readonly name: Name;
  readonly seconds: number;
  readonly peakMiB: number;
}

/**
 * Measures how fast a package of `--size` is read and checked, beside `unzip -t` and `sha256sum` of the same file, in
 * `--rounds` rounds in which each has its turn as a process of its own, and prints a table. See docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string', default: '1GiB' },
      rounds: { type: 'string', default: '7' },
    },
  });
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-read-'));
  try {
    const file = join(scratch, 'package.zip');
    const sizeBytes = await writeLargePackage(file, bytesOf(values.size));
    const runs: Run[] = [];
    for (let round = 0; round <= Number(values.rounds); round += 1) {
      const names = Object.keys(contestants) as Name[];
      const finished = names.map((name) => run(name, file));
      // The first round brings the file into the page cache.
      if (round > 0) runs.push(...finished);
      console.error(`Round ${round} of ${values.rounds} is done`);
    }
    printReport(runs, sizeBytes);
  } finally {
    await rm(scratch, { recursive: true });
  }
}

/** The time of the whole process, and the most memory that it had, by GNU time. */
function run(name: Name, file: string): Run {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync('/usr/bin/time', ['-f', '%M', ...contestants[name], file], {
    encoding: 'utf8',
  });
  const seconds = (performance.now() - startedAt) / 1000;
  if (status !== 0) throw new Error(`${name} failed: ${stderr}`);
  return { name, seconds, peakMiB: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}

function printReport(runs: readonly Run[], sizeBytes: number): void {
  const byName = Map.groupBy(runs, ({ name }) => name);
  const rows = [...byName].map(([name, own]) => {
    const seconds = median(own.map((each) => each.seconds));
    const peakMiB = median(own.map((each) => each.peakMiB));
    return [
      name,
      seconds.toFixed(2),
      `${rounded(sizeBytes / 1e6 / seconds)}`,
      `${Math.round(peakMiB)}`,
    ];
  });
  console.log(markdownTable([['reader', 's', 'MB/s', 'peak RSS, MiB'], ...rows]));
}

await main();
