import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { signUp } from './api-client.ts';
import { putStory, startServer } from './bench-server.ts';
import { requirePeers } from './installed.ts';
import { measurePolling } from './jobs/polling.ts';
import { stormOfExports, stormOfRows } from './jobs/request-storm.ts';
import { measureSmallExports } from './jobs/small-exports.ts';
import { markdownTable, quantile, rounded } from './statistics.ts';

const mib = 1024 * 1024;

/** Measures what clients of the jobs feel, and prints a table and a line of JSON. See docs/benchmarks.md. */
async function main(): Promise<void> {
  const { values } = parseArgs({ options: { 'size-mib': { type: 'string', default: '2048' } } });
  requirePeers();
  const scratch = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  const server = await startServer(join(scratch, 'data'));
  try {
    const author = await signUp(server.url, 'author');
    const other = await signUp(server.url, 'other');
    const small = await measureSmallExports(author);
    // Before the large exports: the disk is busy with them for a while.
    const storm = await stormOfExports(author);
    const rows = await stormOfRows(join(scratch, 'bare'));
    const story = await putStory(author, Number(values['size-mib']) * mib);
    const polling = await measurePolling(author, other, story);
    report({
      '202 of an export, 50 a second': storm,
      '202 of a bare route with one insert, 50 a second': rows,
      'request to start of a small export, idle': small.pickUp,
      'request to Completed of a small export, idle': small.whole,
      'status, one after the other': small.status,
      [`asked again (${small.reused} of ${small.again.length} reused)`]: small.again,
      'status, 200 clients, idle': polling.idle,
      'status, 200 clients, while a large export runs': polling.busy,
      'large export, request to Completed': polling.largeExports,
      'small export of another user meanwhile': polling.others,
    });
  } finally {
    await server.stop();
    await rm(scratch, { recursive: true, force: true });
  }
}

function report(measured: Readonly<Record<string, readonly number[]>>): void {
  const summaries = Object.entries(measured).map(([name, took]) => ({
    name,
    count: took.length,
    p50Ms: rounded(quantile(took, 0.5)),
    p99Ms: rounded(quantile(took, 0.99)),
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
