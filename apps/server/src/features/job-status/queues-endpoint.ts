import { queueList, queueParams, redriven } from '@taleport/contracts/jobs';
import { queueRoutes } from '@taleport/contracts/routes/jobs';
import { sql } from 'kysely';
import type { ApiApp } from '../../http/api-app.ts';
import { requireAdmin } from '../../http/identity.ts';
import { notFound } from '../../http/problem.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import type { JobEngine } from '../../jobs/engine.ts';
import { poisonQueue, redrive } from '../../jobs/poison-queue.ts';
import { statusIn } from '../../jobs/status-in.ts';

/** For admins: how many jobs of each kind wait, run, or need a look; and the way back for the last. */
export function registerQueues(app: ApiApp, engine: JobEngine): void {
  app.route({
    ...queueRoutes.list,
    schema: { response: { 200: queueList } },
    handler: async (request) => {
      requireAdmin(request);
      const counts = await countJobs(engine.database.db);
      const queues = [...engine.kinds.values()].map(async (kind) => ({
        kind: kind.kind,
        queue: kind.queueName,
        messages: await engine.queues.count(kind.queueName),
        poisonMessages: await engine.queues.count(poisonQueue(kind)),
        queuedJobs: counts.get(`${kind.kind} Queued`) ?? 0,
        runningJobs: counts.get(`${kind.kind} Running`) ?? 0,
      }));
      return { queues: await Promise.all(queues) };
    },
  });

  app.route({
    ...queueRoutes.redrive,
    schema: { params: queueParams, response: { 200: redriven } },
    handler: async (request) => {
      requireAdmin(request);
      const kind = engine.kinds.get(request.params.kind);
      if (!kind) throw notFound('kind of job');
      return { retriedJobs: await redrive(engine, kind) };
    },
  });
}

/** How many jobs of each kind are Queued and Running, by kind and status with a space between. */
async function countJobs(db: Db): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('jobs')
    .select(['kind', 'status', sql<number>`count(*)::integer`.as('jobs')])
    .where(statusIn('Queued', 'Running'))
    .groupBy(['kind', 'status'])
    .execute();
  return new Map(rows.map(({ kind, status, jobs }) => [`${kind} ${status}`, jobs]));
}
