import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'kysely';
import { withoutSync } from '../infrastructure/database/without-sync.ts';
import { Doorbell } from './doorbell.ts';
import type { JobEngine } from './engine.ts';
import { encodeMessage } from './job-message.ts';

const jobsPerPass = 100;
/** A worker that heard the NOTIFY has claimed the job by then, which needs no message any more. */
const headStartMs = 20;

/**
 * Sends one message for each job that is due and has not been announced: new ones soon after their commit, retried
 * ones when their wait is over, and whatever a crash left unsent. Returns how many were sent.
 */
export async function ringDueJobs({ database, queues, kinds }: JobEngine): Promise<number> {
  const due = await database.db
    .selectFrom('jobs')
    .select(['id', 'kind', 'epoch'])
    .where('status', '=', 'Queued')
    .where('rung_at', 'is', null)
    .where('not_before', '<=', sql<Date>`now()`)
    .where('kind', 'in', [...kinds.keys()])
    .orderBy('not_before')
    .limit(jobsPerPass)
    .execute();
  for (const job of due) {
    const queueName = kinds.get(job.kind)?.queueName;
    if (queueName === undefined) continue;
    await queues.send(queueName, encodeMessage({ kind: job.kind, jobId: job.id }));
    await database.db
      .updateTable('jobs')
      .set({ rung_at: sql<Date>`now()` })
      .where('id', '=', job.id)
      .where('epoch', '=', job.epoch)
      .where('status', '=', 'Queued')
      .where(withoutSync)
      .execute();
  }
  return due.length;
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
