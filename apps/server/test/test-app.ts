import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storyPublishKind } from '@taleport/contracts/routes/story-publish';
import { inject } from 'vitest';
import type { JobRow } from '../src/jobs/job-row.ts';
import { ringDueJobs } from '../src/jobs/relay.ts';
import { runAttempt } from '../src/jobs/run-attempt.ts';
import { type Adapters, openAdapters } from '../src/start/adapters.ts';
import { readSettings, type Settings } from '../src/start/config.ts';
import { findIdentityProvider } from '../src/start/find-identity-provider.ts';
import { createLog } from '../src/start/log.ts';
import { createServer, type Server } from '../src/start/server.ts';
import { copyNewDatabase } from './database-template.ts';
import { createDatabaseBeside } from './postgres-server.ts';
import { takeJob } from './take-job.ts';
import { type TestClient, testClient } from './test-client.ts';

interface TestAppOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Settings that have no variable of the environment. */
  readonly limits?: Settings['limits'];
  /** Puts something between the server and its adapters, to make them fail. */
  readonly wrap?: (adapters: Adapters) => Adapters;
  /** Where the lines of the log go; by default nowhere. */
  readonly logLines?: string[];
  /** A data folder to keep; by default a new one, removed at the end. */
  readonly dataDir?: string;
}

export interface TestApp extends Server {
  readonly adapters: Adapters;
  readonly dataDir: string;
  /** A signed-in account of its own for each name, the same each time. */
  author(name?: string): Promise<TestClient>;
  admin(): Promise<TestClient>;
  /** Rings and runs due jobs, one after the other, until none is due. */
  drainJobs(): Promise<void>;
  /** Lets a job that waits for its next attempt be due now. */
  makeDue(jobId: string): Promise<void>;
  job(jobId: string): Promise<JobRow>;
}

/**
 * The whole server on real adapters in a folder of its own, asked through its front door; jobs run when told to. Its database is
 * embedded, or a copy of the PostgreSQL database that the test project provides.
 */
export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'taleport-test-')));
  const database = await newDatabase(options, dataDir);
  const environment = { ...database?.environment, ...options.environment };
  const read = readSettings({ NODE_ENV: 'test', DATA_DIR: dataDir, ...environment });
  const settings = { ...read, limits: options.limits ?? read.limits };
  const provider = settings.organisation && (await findIdentityProvider(settings.organisation));
  const opened = await openAdapters(settings);
  const adapters = options.wrap?.(opened) ?? opened;
  const log = createLog(options.logLines ? 'debug' : 'silent', {
    write: (line) => options.logLines?.push(line),
  });
  const server = await createServer({ settings, adapters, log, provider });
  const { db } = adapters.database;
  const client = (name: string) =>
    testClient(server.app, name, () => drainJobs(server, storyPublishKind));
  const authors = new Map<string, Promise<TestClient>>();

  return {
    ...server,
    adapters,
    dataDir,
    author(name = 'author') {
      const author = authors.get(name) ?? client(name);
      authors.set(name, author);
      return author;
    },
    async admin() {
      const { id } = await client('admin');
      await db.updateTable('user').set({ role: 'admin' }).where('id', '=', id).execute();
      return client('admin');
    },
    drainJobs: () => drainJobs(server),
    async makeDue(jobId) {
      const past = new Date(0);
      await db.updateTable('jobs').set({ not_before: past }).where('id', '=', jobId).execute();
    },
    job: (jobId) =>
      db.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirstOrThrow(),
    async close() {
      await server.close();
      await database?.drop();
      if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** One that is there already stays: a folder that is kept has it, and so has an environment that names one. */
async function newDatabase({ environment, dataDir: kept }: TestAppOptions, dataDir: string) {
  if (kept !== undefined || environment?.DATABASE_URL !== undefined) return undefined;
  const pattern = inject('database');
  if (pattern === undefined) {
    await copyNewDatabase(dataDir);
    return undefined;
  }
  const { url, drop } = await createDatabaseBeside(pattern, { isCopy: true });
  return { environment: { DATABASE_URL: url }, drop };
}

async function drainJobs({ engine }: Server, only?: string): Promise<void> {
  const shutdown = new AbortController().signal;
  await ringDueJobs(engine);
  for (const kind of engine.kinds.values()) {
    if (only !== undefined && kind.kind !== only) continue;
    for (;;) {
      const job = await takeJob(engine, kind);
      if (!job) break;
      await runAttempt(engine, { job, kind, shutdown });
    }
  }
}
