import { randomUUIDv7 } from 'node:crypto';
import { sql } from 'kysely';
import type { Trx } from '../infrastructure/database/database.ts';
import { jobsChannel } from './engine.ts';
import type { JobRow } from './job-row.ts';
import { isActiveAndWanted, keepResult, sameJob } from './reuse-job.ts';
import { lineColumns, linesOf } from './timeline.ts';

export interface NewJob {
  /** Where another row has to name the job: a UUID of version 7. */
  readonly id?: string;
  readonly kind: string;
  /** Left out for a job that has no story, or not yet. */
  readonly storyId?: string | undefined;
  readonly ownerUserId: string;
  readonly requestedBy: { readonly id: string; readonly email: string };
  readonly locale: string;
  readonly documentId?: string | undefined;
  readonly input: Record<string, unknown>;
  /** For kinds whose results can be shared between requests of the same user. */
  readonly reuse?: {
    /** The same for requests with the same result. */
    readonly key: string;
    /** Whether the result of a Completed job is really still there. */
    isThere(job: JobRow): Promise<boolean>;
  };
}

export interface CreatedJob {
  readonly job: JobRow;
  /** Whether the job was there already. */
  readonly reused: boolean;
  /** Whether this request has made it. */
  readonly isNew: boolean;
}

/** A user who has as many jobs Queued or Running as one may have. */
export class TooManyJobs extends Error {
  readonly max: number;

  constructor(max: number) {
    super(`This user has ${max} active jobs already`);
    this.name = 'TooManyJobs';
    this.max = max;
  }
}

/**
 * Inserts a Queued job, in the transaction that checked the permission for it; or finds the one that makes, or has made,
 * the same. The row is the promise: from the commit on, the job will run. The commit also wakes workers and relay. Throws
 * TooManyJobs where the user has `maxActive` jobs that have not ended.
 */
export async function createJob(
  trx: Trx,
  job: NewJob,
  maxActive = Number.POSITIVE_INFINITY,
): Promise<CreatedJob> {
  for (;;) {
    const found = await findOrInsert(trx, job);
    // Where there is none, the same request was committed a moment ago, and is found now.
    if (!found) continue;
    const { is_new: isNew, active_before: activeBefore, ...row } = found;
    if (isNew) {
      const isNearLimit = activeBefore + atOnce >= maxActive;
      if (isNearLimit && (await countInTurn(trx, job)) > maxActive) {
        throw new TooManyJobs(maxActive);
      }
      return { job: row, reused: false, isNew };
    }
    const kept = await keepResult(trx, job, row);
    if (kept) return { job: kept, reused: true, isNew };
  }
}

/** More requests of one user than that are not between their insert and their commit at a time. */
const atOnce = 100;

/**
 * How many active jobs a user has with this one. What others insert at the same moment is not seen before it is committed, so
 * near the limit each waits for the one before; until then nobody has to.
 */
async function countInTurn(trx: Trx, { requestedBy }: NewJob): Promise<number> {
  const turn = `active jobs of ${requestedBy.id}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${turn}, 0))`.execute(trx);
  return countActive(trx, requestedBy.id);
}

/** How many jobs a user has Queued or Running. */
export async function countActive(trx: Trx, userId: string): Promise<number> {
  const { rows } = await activeJobs(userId).execute(trx);
  return rows[0]?.jobs ?? 0;
}

function activeJobs(userId: string) {
  return sql<{ jobs: number }>`
    select count(*)::integer as jobs from jobs
    where requested_by_user_id = ${userId} and status in ('Queued', 'Running')
  `;
}

/** Wakes workers and relay when the transaction commits. */
export function wakeWorkers(kind: string) {
  return sql`pg_notify(${jobsChannel}, ${kind})`;
}

interface Found extends JobRow {
  readonly is_new: boolean;
  /** Without this one. */
  readonly active_before: number;
}

/** The same job that is there, or a new one. All in one statement, since somebody waits for it. */
async function findOrInsert(trx: Trx, job: NewJob): Promise<Found | undefined> {
  const columns = sql.join(columnsOfNew.map((name) => sql.ref(name)));
  // That somebody is woken is always true; in a column, so that it happens where a job was made.
  const { rows } = await sql<Found>`
    with same as (${sameJob(job)}), made as (
      insert into jobs (${columns})
      select ${columns} from jsonb_populate_record(null::jobs, ${JSON.stringify(rowOf(job))}::jsonb)
      where not exists (select from same)
      on conflict (requested_by_user_id, kind, reuse_key) where ${isActiveAndWanted} do nothing
      returning *
    ), told as (
      insert into job_events (${sql.join(lineColumns.map((name) => sql.ref(name)))})
      ${linesOf('made', [{ name: 'queue' }])}
    )
    select made.*, ${wakeWorkers(job.kind)}::text is not null as is_new,
      (${activeJobs(job.requestedBy.id)}) as active_before
    from made
    union all select same.*, false, 0 from same
  `.execute(trx);
  return rows[0];
}

const columnsOfNew = [
  'id',
  'kind',
  'story_id',
  'owner_user_id',
  'requested_by_user_id',
  'requested_by_email',
  'locale',
  'document_id',
  'input',
  'reuse_key',
] as const;

function rowOf(job: NewJob): Readonly<Record<(typeof columnsOfNew)[number], unknown>> {
  return {
    id: job.id ?? randomUUIDv7(),
    kind: job.kind,
    story_id: job.storyId,
    owner_user_id: job.ownerUserId,
    requested_by_user_id: job.requestedBy.id,
    requested_by_email: job.requestedBy.email,
    locale: job.locale,
    document_id: job.documentId,
    input: job.input,
    reuse_key: job.reuse?.key,
  };
}
