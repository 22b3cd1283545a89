import { askOnce } from '../../../apps/server/test/postgres-server.ts';
import type { Events, Judge, JudgedJob } from '../check-jobs.ts';
import type { Hand } from '../edit-stories.ts';
import type { Fleet } from './fleet.ts';

/** A lease, a look, and what a busy machine or a database that has just come back may add. */
const maxReclaimMs = 60_000;
const maxAttempts = 3;
/** What may pass by itself, and did not in three attempts. No media is missing or damaged, whatever the service has answered. */
const passing = new Set(['worker_lost', 'internal_error', 'media_unreadable']);

/** A job of a killed worker was taken by another one in time, and none was given up before its attempts were used up. */
export async function judgeAttempts(fleet: Fleet, databaseUrl: string): Promise<Judge> {
  const lostBy = await readLosers(databaseUrl);
  return (hand, job, events) => {
    const diedAt = (lostBy.get(job.document.jobId) ?? []).map((pid) => fleet.deaths.get(pid));
    checkReclaims(hand, job, { events, diedAt });
    if (job.document.status === 'Failed') checkFailure(hand, job, events);
    for (const name of ['backOff', 'reclaim'] as const) {
      const times = events.filter((event) => event.name === name).length;
      hand.findings.count('jobs', name === 'reclaim' ? 'lost leases' : 'waits after errors', times);
    }
  };
}

/** The processes that lost each job, one after the other. Who they are, an author is not told. */
async function readLosers(databaseUrl: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const rows = await askOnce<{ job_id: string; lost_by: string[] }>(
    databaseUrl,
    `select job_id, array_agg(detail ->> 'lostBy' order by id) as lost_by
     from job_events where name = 'reclaim' group by job_id`,
  );
  return new Map(rows.map((row) => [row.job_id, row.lost_by.map(pidOf)]));
}

interface Reclaims {
  readonly events: Events;
  /** Undefined where the worker stood still, or had lost its database: then it was not killed. */
  readonly diedAt: readonly (number | undefined)[];
}

function checkReclaims({ findings }: Hand, job: JudgedJob, { events, diedAt }: Reclaims): void {
  const reclaims = events.filter(({ name }) => name === 'reclaim');
  for (const [index, { at }] of reclaims.entries()) {
    const died = diedAt[index];
    if (died === undefined) continue;
    const waitedMs = Date.parse(at) - died;
    findings.measure('reclaims', 'ms until a killed job ran again', waitedMs);
    if (waitedMs <= maxReclaimMs) continue;
    findings.broken('reclaims', `${job.document.jobId} waited for ${waitedMs} ms`);
  }
}

/** A worker is named after its machine, its process and a random number. */
function pidOf(workerId: string): number {
  return Number(/-(\d+)-[0-9a-f]+$/.exec(workerId)?.[1] ?? 0);
}

function checkFailure({ findings }: Hand, { document }: JudgedJob, events: Events): void {
  const code = document.error?.code ?? '';
  findings.count('jobs', `failed as ${code}`);
  const last = events.findLast(({ name }) => name === 'fail');
  if (passing.has(code) && last?.detail.attempts === maxAttempts) return;
  const names = events.map(({ name }) => name).join(', ');
  findings.broken('jobs', `${document.jobId} is Failed (${code}): ${names}`);
}
