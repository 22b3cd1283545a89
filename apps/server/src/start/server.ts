import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import type { FeatureContext, WorkContext } from '../features/feature.ts';
import { features } from '../features/features.ts';
import { type ApiApp, closeApp, createApiApp } from '../http/api-app.ts';
import { registerHealth } from '../http/health.ts';
import { type JobChanges, watchJobChanges } from '../http/jobs/job-changes.ts';
import type { JobDesk } from '../http/jobs/job-desk.ts';
import { jobDocument } from '../http/jobs/job-document.ts';
import type { MetricsServer } from '../http/metrics-server.ts';
import type { IdentityProvider } from '../http/organisation/identity-provider.ts';
import { migrate } from '../infrastructure/database/migrate.ts';
import { NoAnswerError, withTimeLimit } from '../infrastructure/time-limit.ts';
import { endOldLeases } from '../jobs/end-old-leases.ts';
import type { JobEngine } from '../jobs/engine.ts';
import { announceJobs, ensureQueues, type RunningJobs, startJobs } from '../jobs/start-jobs.ts';
import type { Adapters } from './adapters.ts';
import type { Settings } from './config.ts';
import { healthChecks } from './health-checks.ts';
import { openMetrics, watchedParts } from './metrics.ts';
import type { Role } from './role.ts';

export interface Server {
  readonly app: ApiApp;
  readonly engine: JobEngine;
  /** Where the settings want it. */
  readonly metrics: MetricsServer | undefined;
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
  /** Where an organisation signs in, found by `findIdentityProvider`. */
  readonly provider?: IdentityProvider | undefined;
}

/**
 * Joins the parts of the server on its adapters, with the database brought up to date and the queues made. Nothing runs or listens
 * yet. Throws StorageUnavailableError.
 */
export async function createServer(parts: ServerParts): Promise<Server> {
  const { settings, adapters, log, role = 'serve', provider } = parts;
  const { database, queues } = adapters;
  const { metrics, blobs, page } = await openMetrics(parts);
  // Accounts take a fifth of the memory of a process. A worker has none to ask for.
  const loading = role === 'worker' ? undefined : import('./register-routes.ts');
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
    metrics,
    log,
  };
  await ensureQueues(engine);
  page?.watch(watchedParts({ engine, withinMs: settings.limits.checkMs }));
  const changes = await watchJobChanges(database);
  const publicBase: FeatureContext['publicBase'] = (request) =>
    settings.publicUrl ?? `${request.protocol}://${request.host}`;
  const jobDesk = createJobDesk({ engine, changes, settings, publicBase });
  const context: FeatureContext = { ...work, jobs: jobDesk, publicBase };
  const { trustProxy, hasOwnHostsOnly } = settings;
  const app = await createApiApp({ log, metrics, trustProxy, hasOwnHostsOnly });
  const closing = new AbortController();
  registerHealth(app, {
    checks: healthChecks({ adapters, engine, closing: closing.signal }),
    withinMs: settings.limits.checkMs,
  });
  const routes = await loading;
  await routes?.registerRoutes(app, { settings, adapters, context, log, provider });
  let jobs: RunningJobs | undefined;

  return {
    app,
    engine,
    metrics: page?.server,
    async startJobs() {
      const workerId = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
      jobs = role === 'api' ? await announceJobs(engine) : await startJobs(engine, workerId);
    },
    async close() {
      closing.abort(new Error('The process is stopping'));
      try {
        // Whoever waits for a change is answered now.
        await changes.close();
        if (jobs) await stopInTime(jobs, parts);
      } finally {
        await closeApp(app);
        await page?.server.close();
        await database.close();
      }
    },
  };
}

/** A database that hangs is no reason to hang with it: what could not be handed back goes on when its lease has ended. */
async function stopInTime(jobs: RunningJobs, { settings, log }: ServerParts): Promise<void> {
  const withinMs = settings.limits.stopJobsMs;
  const stop = withTimeLimit({ what: 'The job engine', withinMs, ask: () => jobs.stop() });
  try {
    await stop();
  } catch (error) {
    if (!(error instanceof NoAnswerError)) throw error;
    log.warn({ err: error }, 'running jobs could not be handed back; their leases will end');
  }
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
      return jobDocument(row, {
        presenter: presenters.get(row.kind),
        base: publicBase(request),
        maxAttempts: engine.settings.maxAttempts,
        reused,
        onUnreadable: (error) =>
          engine.log.warn(
            { err: error, jobId: row.id },
            'a job is shown without what its kind says',
          ),
      });
    },
  };
}
