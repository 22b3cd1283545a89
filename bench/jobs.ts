import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signIn } from '../scripts/author.ts';
import { putStory, startServer } from './bench-server.ts';
import { requirePeers } from './installed.ts';
import { measurePolling } from './jobs/polling.ts';
import { storiesForStorm, stormOfExports, stormOfRows } from './jobs/request-storm.ts';
import { measureSmallExports } from './jobs/small-exports.ts';
import { markdownTable, median, quantile, rounded } from './statistics.ts';

const mib = 1024 * 1024;
const stormRounds = 4;

interface Storms {
  readonly exports: readonly number[];
  readonly rows: readonly number[];
}

/** Measures what clients of the jobs feel, and prints a table and a line of JSON. See docs/benchmarks.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'size-mib': { type: 'string', default: '2048' } } });
  requirePeers();
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  try {
    // Before the large exports: the disk is busy with them for a while.
    const storms = await measureStorms(join(scratch, 'storms'));
    report({
      '202 of an export, 50 a second': storms.map(({ exports }) => exports),
      '202 of a bare route with one insert, 50 a second': storms.map(({ rows }) => rows),
      ...(await measureClients(join(scratch, 'data'), Number(values['size-mib']) * mib)),
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** With the same database, each in a process that has just begun; who comes first changes from round to round. */
async function measureStorms(dataDir: string): Promise<Storms[]> {
  const storms: Storms[] = [];
  for (let round = 1; round <= stormRounds; round += 1) {
    const author = await storiesForStorm(dataDir);
    const isRowsFirst = round % 2 === 0;
    const first = isRowsFirst ? await stormOfRows(dataDir) : undefined;
    const exports = await stormOfExports(dataDir, author);
    storms.push({ exports, rows: first ?? (await stormOfRows(dataDir)) });
  }
  return storms;
}

async function measureClients(dataDir: string, sizeBytes: number) {
  const server = await startServer(dataDir);
  try {
    const author = await signIn(server.url, { email: 'author@example.org' });
    const other = await signIn(server.url, { email: 'other@example.org' });
    const small = await measureSmallExports(author);
    const story = await putStory(author, sizeBytes);
    const polling = await measurePolling(author, other, story);
    return {
      'request to start of a small export, idle': [small.pickUp],
      'request to Completed of a small export, idle': [small.whole],
      'status, one after the other': [small.status],
      [`asked again (${small.reused} of ${small.again.length} reused)`]: [small.again],
      'status, 200 clients, idle': [polling.idle],
      'status, 200 clients, while a large export runs': [polling.busy],
      'large export, request to Completed': [polling.largeExports],
      'small export of another user meanwhile': [polling.others],
    };
  } finally {
    await server.stop();
  }
}

/** Of what was measured in several rounds, the median of the rounds: a disk that stops for a moment hits one of them. */
function report(measured: Readonly<Record<string, readonly (readonly number[])[]>>): void {
  const summaries = Object.entries(measured).map(([name, rounds]) => ({
    name,
    count: rounds.reduce((sum, took) => sum + took.length, 0),
    p50Ms: rounded(median(rounds.map((took) => quantile(took, 0.5)))),
    p99Ms: rounded(median(rounds.map((took) => quantile(took, 0.99)))),
  }));
  const rows = summaries.map((each) => [
    each.name,
    `${each.count}`,
    `${each.p50Ms}`,
    `${each.p99Ms}`,
  ]);
  console.log(markdownTable([['what', 'times', 'p50 ms', 'p99 ms'], ...rows]));
  console.log(`\n${JSON.stringify(summaries)}`);
}

await main();
