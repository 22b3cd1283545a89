import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { jobTimeline } from '@taleport/contracts/jobs';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { savedDraft } from '@taleport/contracts/stories';
import { exportStatusDocument } from '@taleport/contracts/story-export';
import { canonicalJson, storyDocument } from '@taleport/story-model';
import { type Author, signIn } from '../author.ts';
import { putLargeStory } from '../large-story.ts';
import { type AuthorClient, authorClient } from './author-client.ts';
import type { Hand } from './edit-stories.ts';
import type { Findings } from './findings.ts';
import type { Lives } from './lives.ts';
import { type JobMemory, newAuthor, type StoryMemory } from './memory.ts';
import type { Random } from './random.ts';

export interface DirectedKills {
  readonly scratch: string;
  readonly lives: Lives;
  readonly findings: Findings;
  readonly random: Random;
  /** How often the long export is killed. */
  readonly kills: number;
}

export interface DirectedJobs {
  /** Whose jobs they are. */
  readonly hand: Hand;
  /** It has to be in the poison queue. */
  readonly lostJobId: string;
}

const mib = 1024 * 1024;
/** More than an attempt places between two looks at what is safe. */
const mibPerKill = 100;
const maxTries = 5;
const maxLives = 12;
/** A claim is made by then, and the text is not read by then. */
const readingMs = 150;
/** The first answer of a server takes its time. After three kills there should be nothing that holds it up. */
const answerMs = 5_000;

/** Kills one export three times before it has placed anything, and another one each time that it has. */
export async function killOnPurpose(parts: DirectedKills): Promise<DirectedJobs> {
  const { lives, findings, random, scratch, kills } = parts;
  const owner = await signIn(await lives.url(), { email: 'long@example.org' });
  const folder = await mkdtemp(join(scratch, 'media-'));
  const videoBytes = Math.ceil((kills * mibPerKill * mib) / 4);
  const id = await putLargeStory(owner, { folder, videoBytes, videos: 4 });
  await rm(folder, { recursive: true });

  const client = authorClient(lives, findings, owner.token);
  const story = await rememberStory(owner, id);
  const author = newAuthor('long');
  const own = { author, client, random, maxUploadBytes: videoBytes };
  const hand = { ...own, findings, site: lives, scratch };
  hand.author.stories.push(story);
  await killInProgress({ hand, lives, story, kills });
  await lengthenText(hand, story);
  return { hand, lostJobId: await killWithoutProgress({ hand, lives, story, kills }) };
}

interface LongExport {
  readonly hand: Hand;
  readonly lives: Lives;
  readonly story: StoryMemory;
  readonly kills: number;
}

async function rememberStory(owner: Author, id: string): Promise<StoryMemory> {
  const { revision, document } = await owner.getDraft(id);
  const found = (await owner.listStories()).find((each) => each.id === id);
  return {
    ...{ id, slug: found?.slug ?? '', isLarge: true, revision },
    drafts: new Map([[revision, canonicalJson(document)]]),
    pending: undefined,
    media: [],
    unanswered: { publish: 0, export: 0 },
  };
}

async function killInProgress(long: LongExport): Promise<void> {
  const { kills, lives } = long;
  const { findings } = long.hand;
  const jobId = await startExport(long);
  let placedBefore = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    await newProgress(long, jobId, placedBefore);
    const { placed } = await lives.kill();
    placedBefore = sum(placed);
    await lives.start();
  }
  const { status } = await followToEnd(long, jobId);
  const attempts = (await timeline(long, jobId)).map(({ detail }) => Number(detail.attempts ?? 0));
  findings.tell(
    'jobs',
    `kills of one export of ${kills * mibPerKill} MiB, each in progress`,
    kills,
  );
  findings.tell('jobs', 'attempts counted of it', Math.max(0, ...attempts));
  if (status !== 'Completed') {
    findings.broken('jobs', `the export ${jobId} that always moved forward is ${status}`);
  }
}

/** Resolves when more of the package is safe than was at the last kill. */
async function newProgress({ hand, lives, story }: LongExport, jobId: string, before: number) {
  for (let look = 1; ; look += 1) {
    if (sum(await lives.placed()) > before) return;
    await wait(2);
    if (look % 100 > 0) continue;
    const job = await exportStatus(hand.client, story.id, jobId);
    if (job?.status !== 'Queued' && job?.status !== 'Running') {
      throw new Error(`The long export was ${job?.status} before it could be killed`);
    }
  }
}

/** Text that takes so long to read and to lay out that an attempt can be killed before it copies anything. */
async function lengthenText({ client }: Hand, story: StoryMemory): Promise<void> {
  const document = storyDocument.parse(JSON.parse(story.drafts.get(story.revision) ?? ''));
  const pages = Array.from({ length: 120 }, (_, index) => ({
    kind: 'page' as const,
    id: `page-${index + 1}`,
    text: { en: `${index} `.repeat(20_000).slice(0, 60_000) },
  }));
  const longer = storyDocument.parse({ ...document, tiles: [...document.tiles, ...pages] });
  const answer = await client.ask({
    route: storyRoutes.saveDraft,
    parameters: { storyId: story.id },
    headers: { 'if-match': `"${story.revision}"` },
    body: longer,
    expected: [200],
  });
  story.revision = savedDraft.parse(answer?.body).revision;
  story.drafts.set(story.revision, canonicalJson(longer));
}

async function killWithoutProgress(long: LongExport): Promise<string> {
  const { findings } = long.hand;
  for (let attempt = 1; attempt <= maxTries; attempt += 1) {
    const jobId = await startExport(long);
    const placed = await killUntilFailed(long, jobId);
    const { status, error } = await followToEnd(long, jobId);
    const events = await timeline(long, jobId);
    // A row learns of bytes just before they are kept: who is killed between the two has moved forward by the rules.
    const isFruitless = events
      .filter(({ name }) => name === 'reclaim')
      .every(({ detail }, lost) => detail.attempts === lost + 1);
    if (placed > 0 || !isFruitless || status === 'Completed') continue;
    const names = events.map(({ name }) => name);
    const starts = names.filter((name) => name === 'claim' || name === 'reclaim').length;
    findings.tell('jobs', 'claims of one export killed without progress', starts);
    if (status !== 'Failed' || error?.code !== 'worker_lost' || starts !== 3) {
      const said = `${status} (${error?.code}): ${names.join(', ')}`;
      findings.broken('jobs', `the export ${jobId} that never moved forward is ${said}`);
    }
    return jobId;
  }
  throw new Error(`In ${maxTries} tries the export was always faster than the kills`);
}

/** Kills each life of the server while it reads the long text, until one has given the job up. Returns what was placed. */
async function killUntilFailed(long: LongExport, jobId: string): Promise<number> {
  const { hand, story, lives } = long;
  const { client } = hand;
  for (let life = 1; life <= maxLives; life += 1) {
    // Whoever reads a long text does not answer: then no answer is one too.
    const found = exportStatus(client, story.id, jobId);
    const patienceMs = life <= 3 ? readingMs : answerMs;
    const status = await Promise.race([found.then((job) => job?.status), wait(patienceMs)]);
    if (status === 'Failed' || status === 'Completed') return 0;
    if (status !== undefined) await wait(readingMs);
    const { placed } = await lives.kill();
    await found;
    await lives.start();
    if (sum(placed) > 0) return sum(placed);
  }
  throw new Error(`The export was still there after ${maxLives} kills`);
}

async function startExport({ hand, story }: LongExport): Promise<string> {
  const { client, author, findings } = hand;
  const answer = await client.ask({
    route: storyExportRoutes.createDraft,
    parameters: { storyId: story.id, locale: 'en' },
    expected: [202],
  });
  const { jobId, snapshot } = exportStatusDocument.parse(answer?.body);
  findings.count('jobs', 'exports accepted');
  author.jobs.set(jobId, {
    ...{
      jobId,
      story,
      kind: 'export',
      changes: 0,
      changing: 0,
      completedAt: undefined,
      downloads: [],
    },
    options: { locale: 'en', include: { images: true, audio: true, video: true } },
    snapshot: snapshot as JobMemory['snapshot'],
    mayEnd: new Set(['Completed', 'Failed']),
  });
  return jobId;
}

async function exportStatus(client: AuthorClient, storyId: string, jobId: string) {
  const parameters = { storyId, jobId };
  const answer = await client.ask({
    route: storyExportRoutes.status,
    parameters,
    expected: [200],
  });
  return answer && exportStatusDocument.parse(answer.body);
}

async function followToEnd({ hand, story }: LongExport, jobId: string) {
  for (;;) {
    const job = await exportStatus(hand.client, story.id, jobId);
    if (job && job.status !== 'Queued' && job.status !== 'Running') return job;
    await wait(100);
  }
}

async function timeline({ hand, story }: LongExport, jobId: string) {
  const parameters = { storyId: story.id, jobId };
  const route = storyExportRoutes.timeline;
  const answer = await hand.client.ask({ route, parameters, expected: [200] });
  return jobTimeline.parse(answer?.body).events;
}

function sum(placed: ReadonlyMap<string, number>): number {
  return placed.values().reduce((total, bytes) => total + bytes, 0);
}
