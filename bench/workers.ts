import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { picture } from '../apps/server/test/factories.ts';
import { startPostgres } from '../apps/server/test/postgres-server.ts';
import { type Author, signIn } from '../scripts/author.ts';
import { putStory } from './bench-server.ts';
import { markdownTable, median, rounded } from './statistics.ts';
import { startCluster } from './workers/cluster.ts';

const mib = 1024 * 1024;
const picturesPerStory = 3;
/** One job at a time leaves the processors of a small machine enough for three workers; two are what a worker makes by default. */
const fleets = [1, 2].flatMap((jobsAtOnce) => [1, 3].map((workers) => ({ jobsAtOnce, workers })));

/**
 * Measures what more workers bring where each call to the storage takes its time: small exports a minute with one worker and with
 * three, and how long a small export takes while another user's large one runs. Prints tables and a line of JSON. See
 * docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      stories: { type: 'string', default: '120' },
      'latency-ms': { type: 'string', default: '20' },
      'large-mib': { type: 'string', default: '256' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const postgres = await startPostgres({ isDurable: true });
  if (!postgres) process.exit(1);
  const { url: postgresUrl, drop } = await postgres.createDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'taleport-bench-'));
  const settings = { latencyMs: Number(values['latency-ms']), postgresUrl, folder };
  const measured = fleets.map((fleet) => ({ ...fleet, all: [] as Throughput[] }));
  try {
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const { all, ...fleet } of measured) {
        const cluster = await startCluster({ ...settings, ...fleet });
        all.push(await smallExports(cluster.url, Number(values.stories)));
        await cluster.stop();
      }
    }
    const cluster = await startCluster({ ...settings, workers: 1, jobsAtOnce: 2 });
    const small = await besideLargeExport(cluster.url, Number(values['large-mib']) * mib);
    await cluster.stop();
    report(measured, small);
  } finally {
    await drop();
    await postgres.stop();
    await rm(folder, { recursive: true });
  }
}

interface Throughput {
  readonly perMinute: number;
  /** Of all that the processors could do, which client, api, workers, PostgreSQL and Azurite share: near one, they are the limit. */
  readonly busy: number;
}

/** By four users. Some go before, so that no process compiles its code while it is measured. */
async function smallExports(url: string, stories: number): Promise<Throughput> {
  const names = ['a', 'b', 'c', 'd'];
  const authors = await Promise.all(
    names.map((name) => signIn(url, { email: `${name}@example.org` })),
  );
  await exportAtOnce(authors, 10);
  return exportAtOnce(authors, Math.ceil(stories / authors.length));
}

/**
 * The rate at which the workers go through what waits: from the answer to the last request, so that the processor that the requests
 * need is not missing to the workers, to the end of the last job.
 */
async function exportAtOnce(authors: readonly Author[], storiesEach: number): Promise<Throughput> {
  const waiting = await Promise.all(
    authors.map(async (author) => {
      const stories: string[] = [];
      for (let made = 0; made < storiesEach; made += 1) stories.push(await smallStory(author));
      return { author, stories };
    }),
  );
  const asked = await Promise.all(
    waiting.map(async ({ author, stories }) => {
      const jobs = await Promise.all(stories.map((storyId) => author.exportDraft(storyId)));
      return { author, jobs };
    }),
  );
  const askedAt = Date.now();
  const before = processorTimes();
  // The last of each user first: a request is held until its job ends, and the others need one only to say when they ended.
  await Promise.all(asked.flatMap(({ author, jobs }) => jobs.slice(-1).map(author.completed)));
  const after = processorTimes();
  const ended = await Promise.all(
    asked.flatMap(({ author, jobs }) =>
      jobs.map(async (job) => Date.parse((await author.completed(job)).completedAtUtc ?? '')),
    ),
  );
  return {
    perMinute:
      (ended.filter((at) => at > askedAt).length * 60_000) / (Math.max(...ended) - askedAt),
    busy: (after.busyMs - before.busyMs) / (after.allMs - before.allMs),
  };
}

/** Milliseconds of all processors since the machine began, and those in which they had something to do. */
function processorTimes() {
  const times = cpus().map(({ times }) => times);
  const allMs = times.reduce(
    (sum, each) => sum + each.user + each.nice + each.sys + each.irq + each.idle,
    0,
  );
  return { allMs, busyMs: allMs - times.reduce((sum, { idle }) => sum + idle, 0) };
}

async function smallStory(author: Author): Promise<string> {
  const title = { en: 'A small story' };
  const { id: storyId } = await author.createStory({ title, languages: ['en'] });
  const tiles = [];
  for (let page = 1; page <= picturesPerStory; page += 1) {
    const { sha256 } = await author.uploadMedia(storyId, new Uint8Array(picture(50_000)));
    tiles.push({ kind: 'page' as const, id: `page-${page}`, picture: { media: sha256 } });
  }
  await author.saveDraft(storyId, 1, { title, languages: ['en'], tiles });
  return storyId;
}

interface SmallExport {
  readonly aloneMs: number;
  readonly besideMs: number;
  readonly largeMs: number;
}

async function besideLargeExport(url: string, sizeBytes: number): Promise<SmallExport> {
  const author = await signIn(url, { email: 'author@example.org' });
  const other = await signIn(url, { email: 'other@example.org' });
  const { storyId } = await putStory(author, sizeBytes);
  const timed = async () => {
    const small = await smallStory(other);
    const startedAt = performance.now();
    await other.completed(await other.exportDraft(small));
    return performance.now() - startedAt;
  };
  await timed();
  const aloneMs = await timed();
  const startedAt = performance.now();
  const large = author.exportDraft(storyId).then(author.completed);
  const besideMs = await timed();
  await large;
  return { aloneMs, besideMs, largeMs: performance.now() - startedAt };
}

interface Measured {
  readonly jobsAtOnce: number;
  readonly workers: number;
  readonly all: readonly Throughput[];
}

function report(measured: readonly Measured[], small: SmallExport): void {
  const perMinute = ({ all }: Measured) => median(all.map((each) => each.perMinute));
  const oneLike = ({ jobsAtOnce }: Measured) =>
    measured.filter((one) => one.workers === 1 && one.jobsAtOnce === jobsAtOnce);
  const summaries = measured.map((fleet) => ({
    jobsAtOnce: fleet.jobsAtOnce,
    workers: fleet.workers,
    smallExportsPerMinute: rounded(perMinute(fleet)),
    timesOne: rounded(perMinute(fleet) / median(oneLike(fleet).map(perMinute))),
    processorsBusy: rounded(median(fleet.all.map(({ busy }) => busy))),
  }));
  const rows = summaries.map((each) => Object.values(each).map(String));
  const head = ['jobs at once', 'workers', 'small exports a minute', '× one', 'processors busy'];
  console.log(markdownTable([head, ...rows]));
  const ms = Object.entries(small).map(([name, took]) => [name, `${rounded(took)}`]);
  console.log(`\n${markdownTable([['small export of another user', 'ms'], ...ms])}`);
  console.log(`\n${JSON.stringify({ processors: cpus().length, summaries, small })}`);
}

await main();
