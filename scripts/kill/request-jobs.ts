import { setTimeout as wait } from 'node:timers/promises';
import type { JobStatus } from '@taleport/contracts/jobs';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import type { ExportStatusDocument } from '@taleport/contracts/story-export';
import { publishStatusDocument } from '@taleport/contracts/story-publish';
import type { Hand } from './edit-stories.ts';
import type { JobMemory, KeyMemory, StoryMemory } from './memory.ts';

const endings: ReadonlySet<JobStatus> = new Set(['Completed', 'Failed']);
const refusals = ['already_published', 'story_incomplete', 'no_published_version'];

/**
 * Publishes, exports, cancels, deletes and tries again until it is over, one after the other: so what became of each job
 * is known. `largeLeft` is how many packages of large stories may still be asked for.
 */
export async function requestJobs(hand: Hand, largeLeft: { count: number }): Promise<void> {
  const { author, random, site } = hand;
  while (!site.isOver) {
    const deed = random.between(0, 1);
    const story = random.pick(author.stories);
    if (deed < 0.2) await request(hand, newPublish(hand, story));
    else if (deed < 0.7) await exportStory(hand, story, largeLeft);
    else if (deed < 0.8) await repeat(hand);
    else if (deed < 0.92) await remove(hand);
    else await retry(hand);
    await wait(random.between(20, 400));
  }
}

async function exportStory(hand: Hand, story: StoryMemory, largeLeft: { count: number }) {
  if (story.isLarge && largeLeft.count <= 0) return;
  if (story.isLarge) largeLeft.count -= 1;
  const isDraft = hand.random.chance(0.6);
  const wanted = newExport(hand, story, isDraft);
  await request(hand, wanted);
  // The same bytes by another job, since the choice for missing media is another one.
  if (!story.isLarge && hand.random.chance(0.3)) {
    await request(hand, {
      ...wanted,
      key: newKey(hand),
      body: { ...wanted.body, onMissing: 'list' },
    });
  }
}

type Wanted = Omit<KeyMemory, 'jobId'>;

function newKey({ random }: Hand): string {
  return random.chance(0.5) ? `key-${random.below(2 ** 32)}` : '';
}

function newPublish(hand: Hand, story: StoryMemory): Wanted {
  return { key: newKey(hand), story, route: storyPublishRoutes.create, locale: 'en' };
}

function newExport(hand: Hand, story: StoryMemory, isDraft: boolean): Wanted {
  const { random } = hand;
  const body = {
    include: { images: random.chance(0.9), audio: random.chance(0.9), video: true },
    ...(random.chance(0.2) && { languages: ['en'] }),
  };
  const locale = random.pick(['en', 'ro', 'hu']);
  const route = isDraft ? storyExportRoutes.createDraft : storyExportRoutes.create;
  return { key: newKey(hand), story, route, locale, options: { locale, ...body }, body };
}

/** Asks for a job, and remembers which one it was. */
async function request(hand: Hand, wanted: Wanted): Promise<void> {
  const memory: KeyMemory = { ...wanted, jobId: undefined };
  if (wanted.key !== '') hand.author.keys.push(memory);
  await send(hand, memory);
}

/** The same request with the same key: the same job, also after any number of restarts. */
async function repeat(hand: Hand): Promise<void> {
  const { author, random } = hand;
  if (author.keys.length === 0) return;
  await send(hand, random.pick(author.keys.slice(-8)));
}

async function send(hand: Hand, memory: KeyMemory): Promise<void> {
  const { client, random, findings } = hand;
  const { story, route, locale, key, body } = memory;
  const answer = await client.ask({
    route,
    parameters: { storyId: story.id, locale },
    headers: {
      ...(key !== '' && { 'idempotency-key': key }),
      ...(random.chance(0.2) && { prefer: `wait=${1 + random.below(2)}` }),
    },
    ...(body !== undefined && { body }),
    expected: [202, ...refusals],
  });
  const kind = memory.options ? 'export' : 'publish';
  if (!answer) story.unanswered[kind] += 1;
  if (answer?.status !== 202) return;
  const job = publishStatusDocument.parse(answer.body);
  const isFirst = memory.jobId === undefined;
  memory.jobId ??= job.jobId;
  if (!isFirst) findings.count('acknowledged', 'requests repeated');
  if (memory.jobId !== job.jobId) {
    findings.broken('acknowledged', `the key ${key} led to ${memory.jobId}, then to ${job.jobId}`);
  }
  rememberJob(hand, memory, job);
}

type JobDocument = Pick<ExportStatusDocument, 'jobId' | 'snapshot'>;

function rememberJob({ author, findings }: Hand, memory: KeyMemory, job: JobDocument): void {
  if (author.jobs.has(job.jobId)) return;
  findings.count('jobs', memory.options ? 'exports accepted' : 'publications accepted');
  author.jobs.set(job.jobId, {
    jobId: job.jobId,
    story: memory.story,
    kind: memory.options ? 'export' : 'publish',
    ...(memory.options && { options: memory.options }),
    snapshot: job.snapshot as JobMemory['snapshot'],
    mayEnd: endings,
    changes: 0,
    changing: 0,
    completedAt: undefined,
    downloads: [],
  });
}

export function routesOf({ kind }: Pick<JobMemory, 'kind'>) {
  return kind === 'export' ? storyExportRoutes : storyPublishRoutes;
}

/** Cancels one of the latest jobs, or deletes its package when it is done. */
async function remove(hand: Hand): Promise<void> {
  const { client, findings } = hand;
  const job = recentJob(hand);
  if (!job) return;
  const answer = await whileChanging(job, () =>
    client.ask({
      route: routesOf(job).remove,
      parameters: { storyId: job.story.id, jobId: job.jobId },
      expected: [200, 202, 'job_completed'],
    }),
  );
  if (!answer) job.mayEnd = new Set([...job.mayEnd, 'Canceled', 'Expired']);
  if (!answer || answer.code === 'job_completed') return;
  const { status } = publishStatusDocument.parse(answer.body);
  findings.count('jobs', status === 'Expired' ? 'packages deleted' : 'cancels acknowledged');
  // A cancel that was accepted while the job ran is a promise that it never completes.
  if (status === 'Running' || status === 'Canceled') job.mayEnd = new Set(['Canceled']);
  if (status === 'Expired') job.mayEnd = new Set(['Expired']);
}

async function retry(hand: Hand): Promise<void> {
  const { client, findings } = hand;
  const job = recentJob(hand, (each) => each.mayEnd.has('Canceled') || each.mayEnd.has('Expired'));
  if (!job) return;
  const answer = await whileChanging(job, () =>
    client.ask({
      route: routesOf(job).retry,
      parameters: { storyId: job.story.id, jobId: job.jobId },
      expected: [202, 'job_not_ended', 'same_job_active', 'newer_draft_published'],
    }),
  );
  if (!answer) job.mayEnd = new Set([...job.mayEnd, ...endings]);
  if (answer?.status !== 202) return;
  findings.count('jobs', 'retries');
  job.mayEnd = endings;
}

/** Others look at the job while a change is on its way: what they see then says nothing of what is after it. */
async function whileChanging<Answer>(
  job: JobMemory,
  change: () => Promise<Answer>,
): Promise<Answer> {
  job.changing += 1;
  job.changes += 1;
  job.completedAt = undefined;
  try {
    return await change();
  } finally {
    job.changes += 1;
    job.changing -= 1;
  }
}

function recentJob({ author, random }: Hand, isMeant: (job: JobMemory) => boolean = () => true) {
  const jobs = [...author.jobs.values()].filter(isMeant).slice(-6);
  return jobs.length > 0 ? random.pick(jobs) : undefined;
}
