import { join } from 'node:path';
import { packageFileName } from '@taleport/story-archive';
import { blobPaths } from '../../apps/server/src/infrastructure/file-blobs/blob-paths.ts';
import type { Events, Judge, JudgedJob } from './check-jobs.ts';
import type { Hand } from './edit-stories.ts';
import type { Life, Lives } from './lives.ts';

const maxReclaimMs = 35_000;

interface Judged {
  readonly job: JudgedJob;
  readonly events: Events;
}

/** A killed job ran again as soon as there was a server, and was given up only where that is right. */
export function judgeByLives(lives: Lives): Judge {
  return (hand, job, events) => {
    checkReclaims(lives, hand, { job, events });
    if (job.document.status === 'Failed') checkLoss(lives, hand, { job, events });
  };
}

/** How long a server was ready, from the kill of the last worker until the next one took the job. */
function checkReclaims(lives: Lives, { findings }: Hand, { job, events }: Judged): void {
  let startedAt = 0;
  for (const { name, at } of events) {
    const atMs = Date.parse(at);
    if (name === 'reclaim') {
      const lostAt = lifeAt(lives, startedAt)?.endedAt ?? atMs;
      const waitedMs = lives.uptimeMs(lostAt, atMs);
      findings.measure('reclaims', 'ms until a killed job ran again', waitedMs);
      if (waitedMs > maxReclaimMs) {
        findings.broken('reclaims', `${job.document.jobId} waited for ${waitedMs} ms`);
      }
    }
    if (name === 'claim' || name === 'reclaim') startedAt = atMs;
  }
}

/** A job is given up only as `worker_lost`, after three lost attempts that have placed nothing. */
function checkLoss(lives: Lives, { findings }: Hand, { job, events }: Judged): void {
  const { jobId, error } = job.document;
  findings.count('jobs', 'worker_lost', error?.code === 'worker_lost' ? 1 : 0);
  const names = events.map(({ name }) => name);
  const last = events.slice(names.lastIndexOf('retry') + 1);
  const starts = last.filter(({ name }) => name === 'claim' || name === 'reclaim');
  // Less than nothing where a package was done, and its ledger taken away, but not yet its end written.
  const fruitless = starts.filter(
    ({ at }) => placedIn(lives, { job, life: lifeAt(lives, Date.parse(at)) }) <= 0,
  );
  if (error?.code === 'worker_lost' && fruitless.length >= 3) return;
  const told = `${fruitless.length} of ${starts.length} attempts placed nothing`;
  findings.broken('jobs', `${jobId} is Failed (${error?.code}), though ${told}: ${names}`);
}

/** By how many bytes the package of a job grew in a life of the server. */
function placedIn(lives: Lives, { job, life }: { job: JudgedJob; life: Life | undefined }): number {
  if (!life || job.kind !== 'export') return 0;
  const { jobId, snapshot } = job.document;
  const { version, draftRevision = 0 } = snapshot;
  const revision = version === undefined ? { draftRevision } : { version };
  const fileName = packageFileName({ slug: job.story.slug, revision });
  const prefix = blobPaths('').partialPrefix(join('exports', jobId, fileName));
  const placedAt = (each: Life | undefined) =>
    [...(each?.placed ?? [])].find(([name]) => name.startsWith(prefix))?.[1] ?? 0;
  return placedAt(life) - placedAt(lives.past[lives.past.indexOf(life) - 1]);
}

function lifeAt(lives: Lives, atMs: number): Life | undefined {
  return lives.past.find(({ startedAt, endedAt }) => startedAt <= atMs && atMs <= endedAt);
}
