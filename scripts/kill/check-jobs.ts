import { join } from 'node:path';
import { type JobTimeline, jobTimeline } from '@taleport/contracts/jobs';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { PublishStatusDocument } from '@taleport/contracts/story-publish';
import { packageFileName } from '@taleport/story-archive';
import { blobPaths } from '../../apps/server/src/infrastructure/file-blobs/blob-paths.ts';
import type { Hand } from './edit-stories.ts';
import type { Life, Lives } from './lives.ts';
import type { StoryMemory } from './memory.ts';
import { routesOf } from './request-jobs.ts';

export interface EndedJob {
  readonly kind: 'export' | 'publish';
  readonly story: StoryMemory;
  readonly document: ExportStatusDocument & PublishStatusDocument;
}

type Events = JobTimeline['events'];

const maxReclaimMs = 35_000;

/** Every job ended as it may, nobody has got a job that was not asked for, and killed ones ran again at once. */
export async function checkJobs(hand: Hand, ended: readonly EndedJob[]): Promise<void> {
  checkEndings(hand, ended);
  for (const job of ended) {
    const events = await timelineOf(hand, job);
    checkReclaims(hand, job, events);
    if (job.document.status === 'Failed') checkLoss(hand, job, events);
  }
}

function checkEndings({ author, findings }: Hand, ended: readonly EndedJob[]): void {
  const found = new Map(ended.map((job) => [job.document.jobId, job.document]));
  for (const job of author.jobs.values()) {
    const status = found.get(job.jobId)?.status;
    if (status === undefined) findings.broken('jobs', `${job.jobId} was accepted and is gone`);
    else if (!job.mayEnd.has(status)) {
      findings.broken('jobs', `${job.jobId} is ${status}, not ${[...job.mayEnd].join(' or ')}`);
    } else if (job.completedAt !== undefined && status !== 'Completed') {
      findings.broken('acknowledged', `${job.jobId} was Completed and is ${status}`);
    }
    findings.count('jobs', status ?? 'gone');
  }
  for (const story of author.stories) {
    for (const kind of ['export', 'publish'] as const) {
      const unknown = ended.filter(
        (job) => job.story === story && job.kind === kind && !author.jobs.has(job.document.jobId),
      );
      findings.count('jobs', 'made by requests without an answer', unknown.length);
      if (unknown.length > story.unanswered[kind]) {
        findings.broken('jobs', `story ${story.id} has jobs that nobody asked for`);
      }
    }
  }
}

async function timelineOf({ client }: Hand, { kind, story, document }: EndedJob): Promise<Events> {
  const answer = await client.ask({
    route: routesOf({ kind }).timeline,
    parameters: { storyId: story.id, jobId: document.jobId },
    expected: [200],
  });
  return jobTimeline.parse(answer?.body).events;
}

/** How long a server was ready, from the kill of the last worker until the next one took the job. */
function checkReclaims({ lives, findings }: Hand, job: EndedJob, events: Events): void {
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
function checkLoss({ lives, findings }: Hand, job: EndedJob, events: Events): void {
  const { jobId, error } = job.document;
  findings.count('jobs', 'worker_lost', error?.code === 'worker_lost' ? 1 : 0);
  const names = events.map(({ name }) => name);
  const last = events.slice(names.lastIndexOf('retry') + 1);
  const starts = last.filter(({ name }) => name === 'claim' || name === 'reclaim');
  const fruitless = starts.filter(
    ({ at }) => placedIn(lives, { job, life: lifeAt(lives, Date.parse(at)) }) === 0,
  );
  if (error?.code === 'worker_lost' && fruitless.length >= 3) return;
  const told = `${fruitless.length} of ${starts.length} attempts placed nothing`;
  findings.broken('jobs', `${jobId} is Failed (${error?.code}), though ${told}: ${names}`);
}

/** By how many bytes the package of a job grew in a life of the server. */
function placedIn(lives: Lives, { job, life }: { job: EndedJob; life: Life | undefined }): number {
  if (!life || job.kind === 'publish') return 0;
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
