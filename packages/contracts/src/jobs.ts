import { z } from 'zod';
import { instant, uuid } from './scalars.ts';

export const jobStatuses = [
  'Queued',
  'Running',
  'Completed',
  'Failed',
  'Canceled',
  'Expired',
] as const;
export const jobStatus = z.enum(jobStatuses);

/** Codes that a job of any kind can end with; each kind adds its own. */
export type JobCode = 'internal_error' | 'storage_full' | 'waited_too_long' | 'worker_lost';

/** Codes that a request about a job of any kind can be answered with. */
export type JobRequestCode =
  | 'for_admins'
  | 'idempotency_key_reused'
  | 'job_completed'
  | 'job_not_ended'
  | 'same_job_active'
  | 'too_many_jobs';

/** The longest that `Prefer: wait` (RFC 7240, section 4.3) is followed. */
export const maxWaitSeconds = 25;

export const createJobHeaders = z.object({
  'idempotency-key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, { error: 'A key is 1 to 255 visible ASCII characters' })
    .optional(),
  prefer: z.string().optional(),
});

export const jobProgress = z.object({
  itemsDone: z.int(),
  itemsTotal: z.int(),
  bytesDone: z.int(),
  bytesTotal: z.int(),
  percent: z.int().min(0).max(100),
  secondsLeft: z.int().optional(),
});

export const jobWarning = z.object({ code: z.string(), message: z.string(), where: z.string() });
const jobError = z.object({ code: z.string(), message: z.string(), retryable: z.boolean() });

/** What every kind of job says of itself; each kind extends it with fields of its own. */
export const jobStatusDocument = z.object({
  jobId: uuid,
  /** Of a job that has one: an import has none before it is done. */
  storyId: uuid.optional(),
  status: jobStatus,
  queuedAtUtc: instant,
  startedAtUtc: instant.optional(),
  completedAtUtc: instant.optional(),
  errorMessage: z.string().optional(),
  kind: z.string(),
  /** Grows with every change: of two documents of a job, the one with the lower revision is out of date. */
  revision: z.int(),
  phase: z.string().optional(),
  progress: jobProgress.optional(),
  queuePosition: z.int().optional(),
  attempt: z.int(),
  maxAttempts: z.int(),
  expiresAtUtc: instant.optional(),
  reused: z.boolean().optional(),
  warnings: z.array(jobWarning),
  error: jobError.optional(),
  snapshot: z.object({ version: z.int().optional(), draftRevision: z.int().optional() }),
  links: z.object({
    self: z.string(),
    download: z.string().optional(),
    cancel: z.string().optional(),
    retry: z.string().optional(),
    events: z.string(),
  }),
});

/** Jobs of several kinds: each document also has the fields of its kind. */
const anyJobDocument = jobStatusDocument.loose().extend({
  /** Who asked for it: only in the list of the jobs of everyone, which admins see. */
  requestedByEmail: z.string().optional(),
});
export const jobList = z.object({ jobs: z.array(anyJobDocument), nextCursor: uuid.optional() });

export const jobParams = z.object({ storyId: uuid, jobId: uuid });
/** Of a job whose address has no story. */
export const ownJobParams = z.object({ jobId: uuid });
export const jobPageQuery = z.object({
  cursor: uuid.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});
export const jobListQuery = jobPageQuery.extend({
  status: jobStatus.optional(),
  kind: z.string().max(50).optional(),
  /** `all` shows an admin the jobs of everyone. */
  scope: z.enum(['mine', 'all']).default('mine'),
});

/** What happened to a job, in order. */
export const jobTimeline = z.object({
  events: z.array(
    z.object({
      at: instant,
      name: z.string(),
      /** Grows with each claim and each retry; 0 before the first. */
      epoch: z.int(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
});

export const queueList = z.object({
  queues: z.array(
    z.object({
      kind: z.string(),
      queue: z.string(),
      messages: z.int(),
      queuedJobs: z.int(),
      runningJobs: z.int(),
      poisonMessages: z.int(),
    }),
  ),
});
export const queueParams = z.object({ kind: z.string().max(50) });
export const redriven = z.object({ retriedJobs: z.int() });

export type JobStatus = z.infer<typeof jobStatus>;
export type JobProgress = z.infer<typeof jobProgress>;
export type JobWarning = z.infer<typeof jobWarning>;
export type JobStatusDocument = z.infer<typeof jobStatusDocument>;
export type JobList = z.infer<typeof jobList>;
export type JobTimeline = z.infer<typeof jobTimeline>;
export type QueueList = z.infer<typeof queueList>;
export type Redriven = z.infer<typeof redriven>;
