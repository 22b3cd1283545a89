import { createHash } from 'node:crypto';
import type { JobRequestCode } from '@taleport/contracts/jobs';
import { canonicalJson } from '@taleport/story-model';
import type { FastifyRequest } from 'fastify';
import { sql } from 'kysely';
import type { Trx } from '../../infrastructure/database/database.ts';
import type { CreatedJob } from '../../jobs/create-job.ts';
import { HttpProblem } from '../problem.ts';

/**
 * Creates a job, unless this user has sent the same request with the same `Idempotency-Key` in the last 24 hours: then it
 * is the job of that time. Throws the 422 problem where the key was used for another request.
 */
export async function createOnce(
  trx: Trx,
  request: FastifyRequest,
  create: () => Promise<CreatedJob>,
): Promise<CreatedJob> {
  const key = request.headers['idempotency-key'];
  if (typeof key !== 'string') return create();
  const used = { userId: request.account.id, key, hash: requestHash(request) };
  const known = await findUse(trx, used);
  if (known) return { job: known, reused: false, isNew: false };
  const created = await create();
  await rememberUse(trx, used, created.job.id);
  return created;
}

interface KeyUse {
  readonly userId: string;
  readonly key: string;
  readonly hash: string;
}

function requestHash({ method, url, body }: FastifyRequest): string {
  return createHash('sha256')
    .update(canonicalJson([method, url, body ?? null]))
    .digest('hex');
}

/** The same request at the same moment waits here for the first one. */
async function findUse(trx: Trx, { userId, key, hash }: KeyUse) {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${userId} ${key}`}, 0))`.execute(trx);
  const use = await trx
    .selectFrom('idempotency_keys')
    .innerJoin('jobs', 'jobs.id', 'idempotency_keys.job_id')
    .selectAll('jobs')
    .select('request_hash')
    .where('user_id', '=', userId)
    .where('key', '=', key)
    .where('created_at', '>', sql<Date>`now() - interval '24 hours'`)
    .executeTakeFirst();
  if (!use || use.request_hash === hash) return use;
  throw new HttpProblem<JobRequestCode>({
    status: 422,
    code: 'idempotency_key_reused',
    detail:
      'This Idempotency-Key was used for another request. Use a new key for each new request, and the same only to repeat one.',
  });
}

/** A key that is older than a day begins anew. */
async function rememberUse(trx: Trx, { userId, key, hash }: KeyUse, jobId: string): Promise<void> {
  await trx
    .insertInto('idempotency_keys')
    .values({ user_id: userId, key, request_hash: hash, job_id: jobId })
    .onConflict((conflict) =>
      conflict.columns(['user_id', 'key']).doUpdateSet({
        request_hash: hash,
        job_id: jobId,
        created_at: sql<Date>`now()`,
      }),
    )
    .execute();
}
