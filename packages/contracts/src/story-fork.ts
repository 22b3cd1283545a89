import { languageTag, storyDocument } from '@taleport/story-model';
import { z } from 'zod';
import { jobStatusDocument } from './jobs.ts';
import { locale, slug, uuid } from './scalars.ts';

export type StoryForkCode =
  | 'fork_not_allowed'
  | 'merge_not_valid'
  | 'no_published_version'
  | 'not_a_fork'
  | 'original_gone'
  | 'updates_changed'
  | 'version_not_published';

/** Who may make an own version of a story: as its licence says, or as its author has decided. */
export const forking = z.enum(['by-licence', 'allowed', 'not-allowed']);
export const forkingBody = z.strictObject({ forking });

export const createForkParams = z.object({ locale, storyId: uuid });
/** A request whose every field is optional may come without a body. */
const noBodyIsEmpty = (body: unknown) => body ?? {};

export const createForkBody = z.preprocess(
  noBodyIsEmpty,
  z.strictObject({
    /** Left out: the version that readers see. Another one only its own author may ask for. */
    version: z.int().min(1).max(2_147_483_647).optional(),
  }),
);

/** A story that another one was made of, as it was then. */
const ancestor = z.object({
  originId: uuid,
  version: z.int(),
  /** In the language that it was written in. */
  title: z.string(),
  /** Who is credited for it, in that language or another one. */
  by: z.array(z.string()),
  license: z.string(),
});

/** What a fork was made of. */
export const forkedFrom = ancestor.extend({
  /** The version of which all changes were taken, or left, on purpose. */
  version: z.int(),
  /** Where readers find it, and the version that they see; left out when it is not there any more. */
  slug: slug.optional(),
  latestVersion: z.int().optional(),
  isGone: z.boolean(),
  /** What it was made of itself, the nearest first. */
  earlier: z.array(ancestor),
});

/** What a fork job remembers of its request. */
export const forkInput = z.object({
  version: z.int(),
  slug,
  title: z.string(),
  address: z.string(),
});

/** What a Completed fork job has made. */
export const forkResult = z.object({ storyId: uuid });

export const forkStatusDocument = jobStatusDocument.extend({
  /** The original; its title too, since it may be somebody else's. */
  storyId: uuid,
  originalTitle: z.string(),
  /** Of a Completed job: the story that was made. */
  madeStoryId: uuid.optional(),
});

export const forkJobList = z.object({
  jobs: z.array(forkStatusDocument),
  nextCursor: uuid.optional(),
});

/** Which changes of the original are taken. */
const takenChanges = {
  /** What is written, spoken and filmed in these languages; left out: in all. */
  languages: z.array(languageTag).max(400).optional(),
  /** What all languages share: pages, their order, pictures, ways, topics, licence. */
  shared: z.boolean().default(true),
};

/** Names of fields, and ids of tiles, answers and options. */
const path = z.array(z.string()).max(10);

export const previewUpdatesBody = z.preprocess(noBodyIsEmpty, z.strictObject(takenChanges));
export const takeUpdatesBody = z.strictObject({
  ...takenChanges,
  /** The version that the preview was of. */
  version: z.int(),
  /** The places of conflicts where the side of the original is better; elsewhere mine stays. */
  takeTheirs: z.array(path).max(100_000).default([]),
  /** Whether the changes that are not taken are left for good. */
  leaveRest: z.boolean().default(false),
});

const change = z.object({
  path,
  /** Left out for what all languages share. */
  language: z.string().optional(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const updatesPreview = z.object({
  /** The version that my story stands on, and the one that its changes are from. */
  fromVersion: z.int(),
  version: z.int(),
  draftRevision: z.int(),
  /** How much is still to be taken, whatever was asked for. */
  open: z.object({
    shared: z.int(),
    languages: z.array(z.object({ language: z.string(), changes: z.int() })),
  }),
  /** What would be taken; 1,000 at most. */
  changes: z.array(change),
  /** The places that I have changed, too. */
  conflicts: z.array(
    z.object({ path, mine: z.unknown().optional(), theirs: z.unknown().optional() }),
  ),
  /** What the draft would become, with my side of each conflict. */
  document: storyDocument,
});

export const takenUpdates = z.object({ revision: z.int(), fromVersion: z.int() });

export type ForkInput = z.infer<typeof forkInput>;
export type ForkResult = z.infer<typeof forkResult>;
export type ForkedFrom = z.infer<typeof forkedFrom>;
export type ForkStatusDocument = z.infer<typeof forkStatusDocument>;
export type TakeUpdatesBody = z.input<typeof takeUpdatesBody>;
export type TakenUpdates = z.infer<typeof takenUpdates>;
export type UpdatesPreview = z.infer<typeof updatesPreview>;
