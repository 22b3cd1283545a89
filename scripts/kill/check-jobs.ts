import { type JobTimeline, jobTimeline } from '@taleport/contracts/jobs';
import { storyImportRoutes } from '@taleport/contracts/routes/story-import';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import type { ImportStatusDocument } from '@taleport/contracts/story-import';
import type { PublishStatusDocument } from '@taleport/contracts/story-publish';
import type { Hand } from './edit-stories.ts';
import type { StoryMemory } from './memory.ts';
import { routesOf } from './request-jobs.ts';

/** A job that a judge looks at: of a story, or an import. */
export type JudgedJob =
  | EndedJob
  | { readonly kind: 'import'; readonly document: ImportStatusDocument };

export interface EndedJob {
  readonly kind: 'export' | 'publish';
  readonly story: StoryMemory;
  readonly document: ExportStatusDocument & PublishStatusDocument;
}

export type Events = JobTimeline['events'];

/** Looks at what happened to a job, and tells what should not have. */
export type Judge = (hand: Hand, job: JudgedJob, events: Events) => void;

/** Every job ended as it may, nobody has got a job that was not asked for, and the judge has seen each of them. */
export async function checkJobs(
  hand: Hand,
  { ended, judge }: { ended: readonly EndedJob[]; judge: Judge },
): Promise<void> {
  checkEndings(hand, ended);
  for (const job of ended) judge(hand, job, await timelineOf(hand, job));
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

export async function timelineOf({ client }: Hand, job: JudgedJob): Promise<Events> {
  const { jobId } = job.document;
  const answer = await client.ask({
    ...(job.kind === 'import'
      ? { route: storyImportRoutes.timeline, parameters: { jobId } }
      : { route: routesOf(job).timeline, parameters: { storyId: job.story.id, jobId } }),
    expected: [200],
  });
  return jobTimeline.parse(answer?.body).events;
}
