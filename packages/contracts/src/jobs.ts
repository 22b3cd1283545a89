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
export type JobCode = 'internal_error' | 'storage_full' | 'worker_lost';

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
  storyId: uuid,
  status: jobStatus,
  queuedAtUtc: instant,
  startedAtUtc: instant.optional(),
  completedAtUtc: instant.optional(),
  errorMessage: z.string().optional(),
  kind: z.string(),
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
    events: z.string().optional(),
  }),
});

export const jobParams = z.object({ storyId: uuid, jobId: uuid });
export const jobPageQuery = z.object({
  cursor: uuid.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
});

export type JobStatus = z.infer<typeof jobStatus>;
export type JobProgress = z.infer<typeof jobProgress>;
export type JobWarning = z.infer<typeof jobWarning>;
export type JobStatusDocument = z.infer<typeof jobStatusDocument>;
