import { storyDocument } from '@taleport/story-model';
import { createStory } from '../../apps/server/src/features/stories/stories-service.ts';
import { createAccount } from '../../apps/server/src/http/create-account.ts';
import { createJob, type NewJob } from '../../apps/server/src/jobs/create-job.ts';
import type { JobKind } from '../../apps/server/src/jobs/job-kind.ts';
import { startJobs } from '../../apps/server/src/jobs/start-jobs.ts';
import { openAdapters } from '../../apps/server/src/start/adapters.ts';
import { readSettings } from '../../apps/server/src/start/config.ts';
import { createLog } from '../../apps/server/src/start/log.ts';
import { createServer } from '../../apps/server/src/start/server.ts';
import type { JobQueue } from './contestants.ts';

/** Done with nothing; everything around it is as in the product: lease, timeline, fairness, relay, messages, sweeper. */
const nothing: JobKind = {
  kind: 'nothing',
  queueName: 'nothing-queue',
  run: async () => ({ result: {}, warnings: [] }),
};

/** The engine of the server on PostgreSQL, with queues in the same database. */
export async function startTaleportQueue(url: string, concurrency: number): Promise<JobQueue> {
  const dataDir = process.env.BENCH_FOLDER ?? '';
  const settings = readSettings({ DATA_DIR: dataDir, DATABASE_URL: url });
  const adapters = await openAdapters(settings);
  const server = await createServer({ settings, adapters, log: createLog('error') });
  const { db } = adapters.database;
  const job = await newJob(db);
  const jobs = await startJobs(
    {
      ...server.engine,
      kinds: new Map([[nothing.kind, nothing]]),
      sweeps: [],
      settings: { ...settings.jobs, concurrency },
    },
    'bench',
  );
  return {
    async add() {
      await db.transaction().execute((trx) => createJob(trx, job));
    },
    async countDone() {
      const { count } = await db
        .selectFrom('jobs')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('status', '=', 'Completed')
        .executeTakeFirstOrThrow();
      return count;
    },
    async close() {
      await jobs.stop();
      await server.close();
    },
  };
}

/** A job needs somebody who asks for it, and a story. */
async function newJob(db: Parameters<typeof createAccount>[0]): Promise<NewJob> {
  const account = await createAccount(db, {
    email: 'author@example.org',
    name: 'Author',
    password: 'a password of the benchmark',
    role: 'creator',
  });
  if (!account) throw new Error('The database is not empty');
  const document = storyDocument.parse({ title: { en: 'Nothing' }, languages: ['en'] });
  const { id } = await createStory(db, account, { document });
  const { draft_document_id } = await db
    .selectFrom('stories')
    .select('draft_document_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return {
    kind: nothing.kind,
    storyId: id,
    ownerUserId: account.id,
    requestedBy: account,
    locale: 'en',
    documentId: draft_document_id,
    input: {},
  };
}
