import { z } from 'zod';
import { demoOf, describeOpenings, isForeign, reachOf, signUpOf } from './openings.ts';
import { checkOrganisation, organisationOf, organisationShape } from './organisation-settings.ts';

const megabytes = 1_000_000;
const gibibytes = 1024 ** 3;
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
const maxAttempts = 3;

const whole = (fallback: number, least = 1) => z.coerce.number().int().min(least).default(fallback);

/** As Azure wants the names of queues and containers. */
const azureName = (maxLength: number) =>
  z
    .string()
    .regex(/^[a-z0-9](-?[a-z0-9])*$/)
    .min(3)
    .max(maxLength);
/** There has to be room for `-poison`. */
const queueName = azureName(56).optional();
const containerName = azureName(63);

/** Every setting, by the name of its environment variable. */
export const settingsSchema = z
  .object({
    NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
    HOST: z.string().min(1).default('127.0.0.1').describe('Address to listen on.'),
    PORT: z.coerce.number().int().min(0).max(65_535).default(3000).describe('Port to listen on.'),
    METRICS_HOST: z
      .string()
      .min(1)
      .default('127.0.0.1')
      .describe('Address on which the metrics are, apart from HOST.'),
    METRICS_PORT: z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .optional()
      .describe('Port of its own with /metrics for Prometheus. Without it there are none.'),
    DATA_DIR: z.string().min(1).default('data').describe('Folder of the database and the blobs.'),
    DATABASE_URL: z
      .url({ protocol: /^postgres(ql)?$/ })
      .optional()
      .describe('PostgreSQL to use. Without it the database is in DATA_DIR.'),
    // Whoever announces jobs holds one, and asks for another.
    DATABASE_CONNECTIONS: whole(10, 2).describe('Most connections of a process to DATABASE_URL.'),
    PUBLIC_URL: z
      .url({ protocol: /^https?$/ })
      .transform((url) => url.replace(/\/$/, ''))
      .optional()
      .describe('Address under which browsers reach the server. Required in production.'),
    TRUST_PROXY: z
      .string()
      .optional()
      .describe(
        'Addresses or networks of proxies whose headers are believed, with commas between.',
      ),
    SECRET: z
      .string()
      .min(32)
      .optional()
      .describe(
        'Signs sessions and links. Required in production; elsewhere one is made in DATA_DIR.',
      ),
    SIGN_UP: z
      .enum(['open', 'closed'])
      .optional()
      .describe('Whether anyone can make an account. Open where only this machine can connect.'),
    ...organisationShape,
    DEMO: z
      .enum(['on', 'off'])
      .optional()
      .describe(
        'Whether demo accounts and the sample stories are made. Never in production; on where only this machine can connect.',
      ),
    LOG_LEVEL: z
      .enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent'])
      .default('info')
      .describe('How much is logged.'),
    MAX_PICTURE_MB: whole(20).describe('Largest picture, in megabytes.'),
    MAX_AUDIO_MB: whole(100).describe('Largest narration, in megabytes.'),
    MAX_VIDEO_MB: whole(2_000).describe('Largest video, in megabytes.'),
    MAX_PACKAGE_GB: whole(20).describe(
      'Largest package that can be brought in, in units of 1024³ bytes.',
    ),
    JOB_CONCURRENCY: whole(2).describe('Jobs of one kind that run at the same time in a process.'),
    MAX_ACTIVE_JOBS: whole(2_000).describe(
      'Jobs of one user that may wait or run at the same time.',
    ),
    JOB_WAIT_HOURS: whole(24).describe('A job that nobody took for so long is Failed.'),
    JOB_KEEP_DAYS: whole(90).describe('How long an ended job is remembered.'),
    UNUSED_KEEP_HOURS: z.coerce
      .number()
      .min(0)
      .default(24)
      .describe(
        'How long media, and what failed jobs have left, are kept when nothing needs them.',
      ),
    UPLOAD_KEEP_HOURS: whole(24).describe(
      'How long an upload is kept after its last byte, if no import uses it.',
    ),
    EXPORT_KEEP_DAYS: whole(7).describe('How long a package is kept after its completion.'),
    LINK_LIFE_MINUTES: whole(60).describe('How long a download link is good for, at least.'),
    AZURE_STORAGE_ACCOUNT: z
      .string()
      .regex(/^[a-z0-9]{3,24}$/)
      .optional()
      .describe('Azure storage account for blobs and queues, used by the managed identity.'),
    AZURE_STORAGE_CONNECTION_STRING: z
      .string()
      .optional()
      .describe('The same with the key of the account, for development.'),
    AZURE_STORAGE_CONTAINERS_MEDIA: containerName
      .default('story-media')
      .describe('Container of media, those in the making included.'),
    AZURE_STORAGE_CONTAINERS_EXPORTS: containerName
      .default('story-exports')
      .describe('Container of packages.'),
    AZURE_STORAGE_CONTAINERS_UPLOADS: containerName
      .default('story-uploads')
      .describe('Container of packages that are brought in.'),
    AZURE_STORAGE_QUEUES_EXPORT: queueName.describe('Name of the export queue.'),
    AZURE_STORAGE_QUEUES_PUBLISH: queueName.describe('Name of the publish queue.'),
    AZURE_STORAGE_QUEUES_IMPORT: queueName.describe('Name of the import queue.'),
    AZURE_STORAGE_QUEUES_FORK: queueName.describe('Name of the fork queue.'),
  })
  .superRefine((settings, context) => {
    for (const name of ['PUBLIC_URL', 'SECRET'] as const) {
      if (settings.NODE_ENV !== 'production' || settings[name] !== undefined) continue;
      context.addIssue({ code: 'custom', path: [name], message: 'is required in production' });
    }
    if (settings.AZURE_STORAGE_ACCOUNT && settings.AZURE_STORAGE_CONNECTION_STRING) {
      const message = 'cannot be set beside AZURE_STORAGE_CONNECTION_STRING';
      context.addIssue({ code: 'custom', path: ['AZURE_STORAGE_ACCOUNT'], message });
    }
    if (settings.METRICS_PORT === settings.PORT && settings.PORT !== 0) {
      context.addIssue({ code: 'custom', path: ['METRICS_PORT'], message: 'cannot be PORT' });
    }
    const { AZURE_STORAGE_CONTAINERS_MEDIA: media, AZURE_STORAGE_CONTAINERS_EXPORTS: exports } =
      settings;
    if (media === exports) {
      const message = 'cannot be the container of media';
      context.addIssue({ code: 'custom', path: ['AZURE_STORAGE_CONTAINERS_EXPORTS'], message });
    }
    if ([media, exports].includes(settings.AZURE_STORAGE_CONTAINERS_UPLOADS)) {
      const message = 'cannot be the container of media or of packages that are taken away';
      context.addIssue({ code: 'custom', path: ['AZURE_STORAGE_CONTAINERS_UPLOADS'], message });
    }
    if (demoOf(settings).isOpen && isForeign(settings.PUBLIC_URL)) {
      const message = 'cannot be on where PUBLIC_URL leads others here: anyone could be its admin';
      context.addIssue({ code: 'custom', path: ['DEMO'], message });
    }
    checkOrganisation(settings, context);
  });

/** A setting with a value that it cannot have. The message names each one. */
export class SettingsError extends Error {
  constructor(error: z.ZodError) {
    const lines = error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
    super(`The settings are not right:\n${lines.join('\n')}`);
    this.name = 'SettingsError';
  }
}

export type Settings = ReturnType<typeof readSettings>;

/** The settings from environment variables; an empty one counts as not set. Throws SettingsError. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>) {
  const given = Object.entries(environment).filter(([, value]) => value !== '');
  const parsed = settingsSchema.safeParse(Object.fromEntries(given));
  if (!parsed.success) throw new SettingsError(parsed.error);
  const values = parsed.data;
  const isDemo = demoOf(values).isOpen;
  const isForOthers = reachOf(values) !== undefined;
  const queueSuffix = values.NODE_ENV === 'production' ? '' : '-dev';
  return {
    host: values.HOST,
    port: values.PORT,
    metrics:
      values.METRICS_PORT === undefined
        ? undefined
        : { host: values.METRICS_HOST, port: values.METRICS_PORT },
    limits: { checkMs: 3_000, stopJobsMs: 5_000 },
    dataDir: values.DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    databaseConnections: values.DATABASE_CONNECTIONS,
    azureStorage: azureStorage(values),
    publicUrl: values.PUBLIC_URL,
    trustProxy: values.TRUST_PROXY,
    secret: values.SECRET,
    isForOthers,
    /** Without an address of its own, and where a page of another site could make something of it. */
    hasOwnHostsOnly: values.PUBLIC_URL === undefined && (isDemo || !isForOthers),
    isDemo,
    isSignUpOpen: signUpOf(values).isOpen,
    openings: describeOpenings(values),
    hasLocalAccounts: values.LOCAL_ACCOUNTS === 'on',
    organisation: organisationOf(values),
    logLevel: values.LOG_LEVEL,
    jobs: {
      leaseMs: 30_000,
      heartbeatMs: 10_000,
      cancelLookMs: 1_000,
      lookMs: 5_000,
      sweepMs: minuteMs,
      maxAttempts,
      backOffMs: 5_000,
      concurrency: values.JOB_CONCURRENCY,
      maxWaitMs: values.JOB_WAIT_HOURS * hourMs,
      keepLeftoversMs: values.UNUSED_KEEP_HOURS * hourMs,
      keepRowsMs: values.JOB_KEEP_DAYS * dayMs,
    },
    maxActiveJobs: values.MAX_ACTIVE_JOBS,
    features: {
      maxUploadBytes: {
        image: values.MAX_PICTURE_MB * megabytes,
        audio: values.MAX_AUDIO_MB * megabytes,
        video: values.MAX_VIDEO_MB * megabytes,
      },
      uploads: {
        maxBytes: values.MAX_PACKAGE_GB * gibibytes,
        keepMs: values.UPLOAD_KEEP_HOURS * hourMs,
      },
      keepUnusedMs: values.UNUSED_KEEP_HOURS * hourMs,
      keepExportsMs: values.EXPORT_KEEP_DAYS * dayMs,
      linkLifeMs: values.LINK_LIFE_MINUTES * minuteMs,
      exportQueueName:
        values.AZURE_STORAGE_QUEUES_EXPORT ?? `story-export-full-export-queue${queueSuffix}`,
      publishQueueName: values.AZURE_STORAGE_QUEUES_PUBLISH ?? `story-publish-queue${queueSuffix}`,
      importQueueName: values.AZURE_STORAGE_QUEUES_IMPORT ?? `story-import-queue${queueSuffix}`,
      forkQueueName: values.AZURE_STORAGE_QUEUES_FORK ?? `story-fork-queue${queueSuffix}`,
    },
  };
}

/** The Azure storage account to use; undefined where there is none. */
function azureStorage(values: z.infer<typeof settingsSchema>) {
  const connectionString = values.AZURE_STORAGE_CONNECTION_STRING;
  const accountName = values.AZURE_STORAGE_ACCOUNT;
  if (connectionString === undefined && accountName === undefined) return undefined;
  return {
    connectionString,
    accountName,
    containers: {
      media: values.AZURE_STORAGE_CONTAINERS_MEDIA,
      exports: values.AZURE_STORAGE_CONTAINERS_EXPORTS,
      uploads: values.AZURE_STORAGE_CONTAINERS_UPLOADS,
    },
  };
}
