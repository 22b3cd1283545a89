import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { FeatureContext } from '../features/feature.ts';
import { features } from '../features/features.ts';
import { type ApiApp, createApiApp } from '../http/api-app.ts';
import { createAuth } from '../http/auth.ts';
import { registerAuthRoutes, registerMe } from '../http/auth-routes.ts';
import { blobLinkPath, registerBlobLinks } from '../http/blob-link-routes.ts';
import { registerHealth } from '../http/health.ts';
import { requireAccount } from '../http/identity.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import type { Database } from '../infrastructure/database/database.ts';
import { migrate } from '../infrastructure/database/migrate.ts';
import { embeddedQueues } from '../infrastructure/embedded-queue/embedded-queues.ts';
import { fileBlobs } from '../infrastructure/file-blobs/file-blobs.ts';
import { type LinkSigner, linkSigner } from '../infrastructure/file-blobs/link-signer.ts';
import { openPglite } from '../infrastructure/pglite/open-pglite.ts';
import { endOldLeases } from '../jobs/end-old-leases.ts';
import type { JobEngine } from '../jobs/engine.ts';
import type { Settings } from './config.ts';
import { startJobs } from './jobs.ts';
import { folderSecret } from './secret.ts';

export interface Server {
  readonly app: ApiApp;
  readonly database: Database;
  readonly blobs: BlobStore;
  readonly engine: JobEngine;
  /** Starts worker and relay. */
  startJobs(): Promise<void>;
  /** Hands running jobs back, answers what was asked, and closes the database. */
  close(): Promise<void>;
}

/** Joins the parts of the one-machine mode. Nothing runs yet and nothing listens. */
export async function createServer(settings: Settings, log: Logger): Promise<Server> {
  const database = await openPglite(settings.dataDir);
  try {
    return await joinParts(settings, log, database);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function joinParts(settings: Settings, log: Logger, database: Database): Promise<Server> {
  await migrate(database);
  await endOldLeases(database.db);
  const secret = settings.secret ?? (await folderSecret(settings.dataDir));
  const links = linkSigner(secret, blobLinkPath);
  const blobs = await fileBlobs(join(settings.dataDir, 'blobs'), links);
  const context: FeatureContext = {
    db: database.db,
    blobs,
    settings: settings.features,
    publicBase: (request) => settings.publicUrl ?? `${request.protocol}://${request.host}`,
  };
  const kinds = features.flatMap((feature) => feature.jobKind?.(context) ?? []);
  const engine: JobEngine = {
    database,
    queues: embeddedQueues(database.db),
    kinds: new Map(kinds.map((kind) => [kind.kind, kind])),
    settings: settings.jobs,
    log,
  };
  const app = await createApp({ settings, log, secret, links, context, engine });
  let jobs: { stop(): Promise<void> } | undefined;

  return {
    app,
    database,
    blobs,
    engine,
    async startJobs() {
      jobs = await startJobs(engine, `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`);
    },
    async close() {
      await jobs?.stop();
      await app.close();
      await database.close();
    },
  };
}

interface AppParts {
  readonly settings: Settings;
  readonly log: Logger;
  readonly secret: string;
  readonly links: LinkSigner;
  readonly context: FeatureContext;
  readonly engine: JobEngine;
}

async function createApp(parts: AppParts): Promise<ApiApp> {
  const { settings, log, secret, links, context, engine } = parts;
  const { db, blobs } = context;
  const app = await createApiApp(log);
  const auth = createAuth(
    db,
    {
      secret,
      publicUrl: settings.publicUrl,
      isProduction: settings.isProduction,
      isSignUpOpen: settings.isSignUpOpen,
    },
    log,
  );
  registerHealth(app, {
    database: () => sql`select 1`.execute(db),
    queue: () =>
      Promise.all([...engine.kinds.values()].map((kind) => engine.queues.count(kind.queueName))),
    blobs: () => blobs.check(),
  });
  registerAuthRoutes(app, auth);
  registerBlobLinks(app, blobs, links);
  await app.register(async (scope) => {
    const api = scope as ApiApp;
    requireAccount(api, auth);
    registerMe(api);
    for (const feature of features) feature.registerRoutes(api, context);
  });
  return app;
}
