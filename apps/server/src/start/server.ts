import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { FeatureContext, WorkContext } from '../features/feature.ts';
import { features } from '../features/features.ts';
import { type ApiApp, createApiApp } from '../http/api-app.ts';
import { registerHealth } from '../http/health.ts';
import { type JobChanges, watchJobChanges } from '../http/jobs/job-changes.ts';
import type { JobDesk } from '../http/jobs/job-desk.ts';
import { jobDocument } from '../http/jobs/job-document.ts';
import { migrate } from '../infrastructure/database/migrate.ts';
import { endOldLeases } from '../jobs/end-old-leases.ts';
import type { JobEngine } from '../jobs/engine.ts';
import { announceJobs, type RunningJobs, startJobs } from '../jobs/start-jobs.ts';
import type { Adapters } from './adapters.ts';
import type { Settings } from './config.ts';
import type { Role } from './role.ts';

export interface Server {
  readonly app: ApiApp;
  readonly engine: JobEngine;
  /** Starts what the role does about jobs. */
  startJobs(): Promise<void>;
  /** Hands running jobs back, answers what was asked, and closes the database. */
  close(): Promise<void>;
}

export interface ServerParts {
  readonly settings: Settings;
  readonly adapters: Adapters;
  readonly log: Logger;
  /** Everything where it is not said. */
  readonly role?: Role;
}

/** Joins the parts of the server on its adapters, with the database brought up to date. Nothing runs or listens yet. */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { settings, adapters, log, role = 'serve' } = parts;
  const { database, queues, blobs } = adapters;
  await migrate(database);
  if (adapters.isAlone) await endOldLeases(database.db);
  const work: WorkContext = { db: database.db, blobs, settings: settings.features };
  const kinds = features.flatMap((feature) => feature.job?.create(work) ?? []);
  const engine: JobEngine = {
    database,
    queues,
    kinds: new Map(kinds.map((kind) => [kind.kind, kind])),
    sweeps: features.flatMap((feature) => feature.sweeps?.(work) ?? []),
    settings: settings.jobs,
    log,
  };
  const changes = await watchJobChanges(database);
  const publicBase: FeatureContext['publicBase'] = (request) =>
    settings.publicUrl ?? `${request.protocol}://${request.host}`;
  const jobDesk = createJobDesk({ engine, changes, settings, publicBase });
  const context: FeatureContext = { ...work, jobs: jobDesk, publicBase };
  const app = await createApiApp({ log, trustProxy: settings.trustProxy });
  const closing = new AbortController();
  registerHealth(app, healthChecks({ adapters, engine, closing: closing.signal }));
  if (role !== 'worker') {
    // Accounts take a fifth of the memory of a process. A worker has none to ask for.
    const { registerRoutes } = await import('./register-routes.ts');
    await registerRoutes(app, { settings, adapters, context, log });
  }
  let jobs: RunningJobs | undefined;

  return {
    app,
    engine,
    async startJobs() {
      const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
      jobs = role === 'api' ? await announceJobs(engine) : await startJobs(engine, workerId);
    },
    async close() {
      closing.abort(new Error('The process is stopping'));
      try {
        // Whoever waits for a change is answered now.
        await changes.close();
        await jobs?.stop();
      } finally {
        await closeApp(app).finally(() => database.close());
      }
    },
  };
}

interface DeskParts {
  readonly engine: JobEngine;
  readonly changes: JobChanges;
  readonly settings: Settings;
  readonly publicBase: FeatureContext['publicBase'];
}

function createJobDesk({ engine, changes, settings, publicBase }: DeskParts): JobDesk {
  const presenters = new Map(features.flatMap(({ job }) => (job ? [[job.kind, job]] : [])));
  return {
    engine,
    changes,
    maxActiveJobs: settings.maxActiveJobs,
    present(request, row, reused) {
      const presenter = presenters.get(row.kind);
      if (!presenter) throw new TypeError(`Nobody knows how to show a job of kind ${row.kind}`);
      const { maxAttempts } = engine.settings;
      return jobDocument(row, { presenter, base: publicBase(request), maxAttempts, reused });
    },
  };
}

/** Answers what was asked; who is slower than this can ask again. */
const closeWithinMs = 3_000;

async function closeApp(app: ApiApp): Promise<void> {
  const hurry = setTimeout(() => app.server.closeAllConnections(), closeWithinMs);
  // A connection whose last answer ends only now is kept open by its client for another request.
  const tidy = setInterval(() => app.server.closeIdleConnections(), 50);
  await app.close().finally(() => {
    clearTimeout(hurry);
    clearInterval(tidy);
  });
}

interface HealthParts {
  readonly adapters: Adapters;
  readonly engine: JobEngine;
  readonly closing: AbortSignal;
}

/** A process that is about to end gets no more requests, long before it stops to answer. */
function healthChecks({ adapters, engine, closing }: HealthParts) {
  const { database, queues, blobs } = adapters;
  const queueNames = [...engine.kinds.values()].map((kind) => kind.queueName);
  return {
    process: async () => closing.throwIfAborted(),
    database: () => sql`select 1`.execute(database.db),
    queue: () => Promise.all(queueNames.map((name) => queues.count(name))),
    blobs: () => blobs.check(),
  };
}
