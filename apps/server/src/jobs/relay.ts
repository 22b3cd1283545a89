import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import pMap from 'p-map';
import type { Db } from '../infrastructure/database/database.ts';
import { withoutSync } from '../infrastructure/database/without-sync.ts';
import { Doorbell } from './doorbell.ts';
import type { JobEngine } from './engine.ts';
import { encodeMessage } from './job-message.ts';
import type { JobRow } from './job-row.ts';
import { poisonQueue } from './poison-queue.ts';

const jobsPerPass = 100;
const sendsAtOnce = 16;
/** Workers that heard the NOTIFY have claimed the job by then, which needs no message any more. */
const headStartMs = 200;

/**
 * Sends one message for each job that is due and has not been announced: new ones soon after their commit, retried
 * ones when their wait is over, and whatever a crash left unsent; and one for operators for each job that used up its attempts. What a
 * queue refuses is left for the next time, and the others are not kept waiting by it. Returns how many were sent.
 */
export async function ringDueJobs(engine: JobEngine): Promise<number> {
  const { sent, refused } = await ringOldest(engine);
  if (refused.size === 0) return sent;
  const taking = [...engine.kinds].filter(
    ([, kind]) => !refused.has(kind.queueName) && !refused.has(poisonQueue(kind)),
  );
  return sent + (await ringDueJobs({ ...engine, kinds: new Map(taking) }));
}

/** How many messages were sent, and the queues that refused theirs. */
async function ringOldest({ database, queues, kinds, settings, log }: JobEngine) {
  const refused = new Set<string>();
  if (kinds.size === 0) return { sent: 0, refused };
  const due = await database.db
    .selectFrom('jobs')
    .select(['id', 'kind', 'epoch', 'status'])
    .where(isUnrung)
    .where('not_before', '<=', sql<Date>`now()`)
    .where(({ or, eb }) =>
      or([eb('status', '=', 'Queued'), eb('attempts', '>=', settings.maxAttempts)]),
    )
    .where('kind', 'in', [...kinds.keys()])
    .orderBy('not_before')
    .limit(jobsPerPass)
    .execute();
  const rung: typeof due = [];
  const ring = async (job: (typeof due)[number]) => {
    const kind = kinds.get(job.kind);
    const queueName = kind && (job.status === 'Failed' ? poisonQueue(kind) : kind.queueName);
    // A queue that is away is not asked for the rest as well.
    if (queueName === undefined || refused.has(queueName)) return;
    try {
      await queues.send(queueName, encodeMessage({ kind: job.kind, jobId: job.id }));
      rung.push(job);
    } catch (error) {
      if (!refused.has(queueName)) {
        log.error({ err: error, queue: queueName }, 'a queue refuses messages; trying again soon');
      }
      refused.add(queueName);
    }
  };
  await pMap(due, ring, { concurrency: sendsAtOnce });
  await markRung(database.db, rung);
  return { sent: rung.length, refused };
}

/** As the index `jobs_unrung_idx` has it: whatever nobody has been told of, and only that, is looked through. */
const isUnrung = sql<boolean>`rung_at is null and (status = 'Queued' or status = 'Failed' and error_retryable)`;

/** Those that are as they were when they were announced. */
async function markRung(db: Db, jobs: readonly Pick<JobRow, 'id' | 'epoch'>[]): Promise<void> {
  if (jobs.length === 0) return;
  const ids = jobs.map(({ id }) => id);
  const epochs = jobs.map(({ epoch }) => epoch);
  const rung = sql<Pick<JobRow, 'id' | 'epoch'>>`unnest(${ids}::uuid[], ${epochs}::integer[])`;
  await db
    .updateTable('jobs')
    .from(rung.as<'rung'>(sql`rung (id, epoch)`))
    .set({ rung_at: sql<Date>`now()` })
    .whereRef('jobs.id', '=', 'rung.id')
    .whereRef('jobs.epoch', '=', 'rung.epoch')
    .where('status', 'in', ['Queued', 'Failed'])
    .where(withoutSync)
    .execute();
}

/**
 * Keeps ringing until it is stopped. Of several processes one at a time does; the one that was passed over is not needed, since
 * the other was woken too. A queue that is down is tried again at the next look.
 */
export function startRelay(engine: JobEngine): { wake(): void; stop(): Promise<void> } {
  const bell = new Doorbell();
  let stopping = false;
  const run = async () => {
    while (!stopping) {
      const ring = engine.database.exclusively('relay', () => ringDueJobs(engine));
      const sent = await ring.catch((error: unknown) => {
        engine.log.error({ err: error }, 'the relay could not announce jobs; it will try again');
        return 0;
      });
      if (sent === undefined || sent < jobsPerPass) {
        await bell.wait(engine.settings.lookMs);
        if (!stopping) await wait(headStartMs);
      }
    }
  };
  const running = run();
  return {
    wake: () => bell.ring(),
    async stop() {
      stopping = true;
      bell.ring();
      await running;
    },
  };
}
