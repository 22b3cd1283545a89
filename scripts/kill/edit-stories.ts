import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { uploadedMedia } from '@taleport/contracts/media';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import { draft, savedDraft, story as storyAnswer } from '@taleport/contracts/stories';
import { canonicalJson, type StoryDocumentInput, storyDocument } from '@taleport/story-model';
import type { AuthorClient } from './author-client.ts';
import { type FakeKind, fakeMedia } from './fake-media.ts';
import type { Findings } from './findings.ts';
import type { AuthorMemory, StoryMemory } from './memory.ts';
import type { Random } from './random.ts';
import type { Site } from './site.ts';

/** One of the things that an author does at the same time, each with random numbers of its own. */
export interface Hand {
  readonly author: AuthorMemory;
  readonly client: AuthorClient;
  readonly random: Random;
  readonly findings: Findings;
  readonly site: Site;
  /** How large a file is that its author uploads, at most. */
  readonly maxUploadBytes: number;
  /** A folder for what is downloaded. */
  readonly scratch: string;
}

const minUploadBytes = 50_000;
const kinds: readonly FakeKind[] = ['picture', 'narration', 'video'];

/** Uploads media and saves drafts until it is over. Of each story there is one editor: so what it saves is what is there. */
export async function editStories(hand: Hand): Promise<void> {
  const { author, random, site, maxUploadBytes } = hand;
  while (!site.isOver) {
    const story = random.pick(author.stories);
    const sizeBytes = random.size(minUploadBytes, maxUploadBytes);
    if (random.chance(0.5)) await uploadMedia(hand, story, sizeBytes);
    else if (await settleDraft(hand, story)) await saveDraft(hand, story);
    await wait(random.between(0, 150));
  }
}

/** A story that is there before the first kill. Throws when it cannot be made. */
export async function createStory(hand: Hand, isLarge: boolean): Promise<StoryMemory> {
  const document = storyDocument.parse({ title: { en: 'A beginning' }, languages: ['en'] });
  const answer = await hand.client.ask({
    route: storyRoutes.create,
    body: { document },
    expected: [201],
  });
  const { id, slug, draftRevision: revision } = storyAnswer.parse(answer?.body);
  const story: StoryMemory = {
    ...{ id, slug, isLarge, revision },
    drafts: new Map([[revision, canonicalJson(document)]]),
    pending: undefined,
    media: [],
    unanswered: { publish: 0, export: 0 },
  };
  hand.author.stories.push(story);
  return story;
}

/** Uploads a new file, of which the author may forget that it was sent when no answer comes. */
export async function uploadMedia(
  { client, random, author, findings }: Hand,
  story: StoryMemory,
  sizeBytes: number,
): Promise<void> {
  const kind = story.isLarge ? 'video' : random.pick(kinds);
  const bytes = fakeMedia(kind, sizeBytes, `${story.id} ${random.below(2 ** 32)}`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const answer = await client.ask({
    route: mediaRoutes.upload,
    parameters: { storyId: story.id },
    body: bytes,
    expected: [201],
  });
  if (!answer) return;
  const stored = uploadedMedia.parse(answer.body);
  if (stored.sha256 !== sha256 || stored.sizeBytes !== bytes.length) {
    findings.broken('acknowledged', `the upload ${sha256} was answered with ${stored.sha256}`);
  }
  story.media.push({ sha256, kind });
  author.uploads.set(sha256, { storyId: story.id, sizeBytes: bytes.length });
  findings.count('acknowledged', 'uploads');
}

/** Reads what became of the last save. False when that cannot be known yet. */
export async function settleDraft(hand: Hand, story: StoryMemory): Promise<boolean> {
  const { client, findings } = hand;
  const answer = await client.ask({
    route: storyRoutes.getDraft,
    parameters: { storyId: story.id },
    expected: [200],
  });
  if (!answer) return false;
  const { revision, document } = draft.parse(answer.body);
  const found = canonicalJson(document);
  const isAsKnown = revision === story.revision && found === story.drafts.get(revision);
  const isPending = revision === story.revision + 1 && found === story.pending;
  if (isPending) {
    findings.count('acknowledged', 'unanswered saves that had been made');
    story.revision = revision;
    story.drafts.set(revision, found);
  } else if (!isAsKnown) {
    const known = `revision ${story.revision}${story.pending ? ' or the next one' : ''}`;
    findings.broken('acknowledged', `story ${story.id} is at revision ${revision}, not ${known}`);
    story.revision = revision;
    story.drafts.set(revision, found);
  }
  story.pending = undefined;
  findings.count('acknowledged', 'drafts read back');
  return true;
}

/** Saves a new draft on top of the one that is known. */
export async function saveDraft(hand: Hand, story: StoryMemory): Promise<void> {
  const document = storyDocument.parse(newDocument(hand.random, story));
  const sent = canonicalJson(document);
  story.pending = sent;
  const answer = await hand.client.ask({
    route: storyRoutes.saveDraft,
    parameters: { storyId: story.id },
    headers: { 'if-match': `"${story.revision}"` },
    body: document,
    expected: [200],
  });
  if (!answer) return;
  const { revision } = savedDraft.parse(answer.body);
  story.pending = undefined;
  story.revision = revision;
  story.drafts.set(revision, sent);
  hand.findings.count('acknowledged', 'saves');
}

/** Tiles with media of the story: all that a large one has, a few files of a small one. Some cannot be published. */
function newDocument(random: Random, story: StoryMemory): StoryDocumentInput {
  const languages = random.chance(0.5) ? ['en', 'ro'] : ['en'];
  const text = (what: string) =>
    Object.fromEntries(languages.map((each) => [each, `${what} ${random.below(2 ** 32)}`]));
  const count = Math.min(story.media.length, 1 + random.below(5));
  const shown = story.isLarge
    ? story.media
    : Array.from({ length: count }, () => random.pick(story.media));
  const media = [...new Map(shown.map((each) => [each.sha256, each])).values()];
  const tiles = media.map(({ sha256, kind }, index) => {
    const tile = { id: `tile-${index + 1}`, text: text('A fox looked up') };
    const each = Object.fromEntries(languages.map((language) => [language, sha256]));
    if (kind === 'video') return { kind: 'video' as const, ...tile, video: each };
    if (kind === 'picture') return { kind: 'page' as const, ...tile, picture: { media: sha256 } };
    return { kind: 'page' as const, ...tile, narration: each };
  });
  const last = { kind: 'page' as const, id: 'end', text: random.chance(0.05) ? {} : text('End') };
  return { title: text('The fox'), languages, tiles: [...tiles, last] };
}
