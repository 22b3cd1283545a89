import { sql } from 'kysely';
import { createJob, type NewJob } from '../src/jobs/create-job.ts';
import type { JobEngine } from '../src/jobs/engine.ts';
import type { JobKind } from '../src/jobs/job-kind.ts';
import type { JobRow } from '../src/jobs/job-row.ts';
import type { TestApp } from './test-app.ts';

/** An engine that knows one kind of job, which does what the test says. */
export function engineWith(
  app: TestApp,
  kind: Pick<JobKind, 'run' | 'discard' | 'keepResultMs'>,
): JobEngine & { kind: JobKind } {
  const testKind: JobKind = { kind: 'test-kind', queueName: 'test-queue', ...kind };
  return { ...app.engine, sweeps: [], kinds: new Map([[testKind.kind, testKind]]), kind: testKind };
}

/** Queued jobs of the test's kind, each for a new story of the named author. */
export async function queueJobs(app: TestApp, authorName: string, count = 1): Promise<JobRow[]> {
  const author = await app.author(authorName);
  const story = await author.createStory();
  const { db } = app.adapters.database;
  const { draft_document_id } = await db
    .selectFrom('stories')
    .select('draft_document_id')
    .where('id', '=', story.id)
    .executeTakeFirstOrThrow();
  const job: NewJob = {
    kind: 'test-kind',
    storyId: story.id,
    ownerUserId: author.id,
    requestedBy: author,
    locale: 'en',
    documentId: draft_document_id,
    input: {},
  };
  const jobs: JobRow[] = [];
  for (let made = 0; made < count; made += 1) {
    const created = await db.transaction().execute((trx) => createJob(trx, job));
    jobs.push(created.job);
  }
  return jobs;
}

export async function queueJob(app: TestApp, authorName = 'author'): Promise<JobRow> {
  const [job] = await queueJobs(app, authorName);
  if (!job) throw new Error('No job was made');
  return job;
}

/** Lets the lease of a running job end now, as after a crash of its worker. */
export async function endLease(app: TestApp, jobId: string): Promise<void> {
  const { db } = app.adapters.database;
  await db
    .updateTable('jobs')
    .set({ lease_expires_at: new Date(0) })
    .where('id', '=', jobId)
    .where('status', '=', 'Running')
    .execute();
}

/** Completes every job, without running it. */
export async function completeJobs(app: TestApp): Promise<void> {
  const { db } = app.adapters.database;
  await sql`
    update jobs set status = 'Running', worker_id = 'worker', lease_expires_at = now()
  `.execute(db);
  await sql`
    update jobs set
      status = 'Completed', worker_id = null, lease_expires_at = null, completed_at_utc = now(),
      expires_at = now() + interval '1 day', reuse_key = id
  `.execute(db);
}

/** Removes every job, so that the next test begins with an empty queue. */
export async function removeJobs(app: TestApp): Promise<void> {
  await app.adapters.database.db.deleteFrom('jobs').execute();
  await app.adapters.database.db.deleteFrom('queue_messages').execute();
}

/** The names of a job's timeline, in order. */
export async function eventNames(app: TestApp, jobId: string): Promise<string[]> {
  const rows = await app.adapters.database.db
    .selectFrom('job_events')
    .select('name')
    .where('job_id', '=', jobId)
    .orderBy('id')
    .execute();
  return rows.map((row) => row.name);
}
