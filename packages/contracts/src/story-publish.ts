import { z } from 'zod';
import { jobStatusDocument } from './jobs.ts';
import { languageChoice, languageChoiceQuery } from './language-choice.ts';
import { locale, noBodyIsEmpty, slug, uuid } from './scalars.ts';

/** A story that lacks something fails with what it lacks first: one of the codes of `checkStory`, or one of these. */
export type StoryPublishCode =
  | 'already_published'
  | 'draft_changed'
  | 'language_not_in_story'
  | 'media_missing'
  | 'newer_draft_published'
  | 'source_language_missing'
  | 'story_hidden_since'
  | 'story_incomplete';

export const publishParams = z.object({ locale, storyId: uuid });

/** The languages that readers get; left out, all. The one that the story was written in is among them. */
export const publishBody = z.preprocess(
  noBodyIsEmpty,
  z.strictObject({ languages: languageChoice.optional() }),
);
export const publishCheckQuery = z.object({ languages: languageChoiceQuery.optional() });

/** What a publish job remembers of its request. */
export const publishInput = z.object({
  draftRevision: z.int(),
  slug,
  /** How often the story had been taken from its readers by then. */
  timesHidden: z.int().default(0),
  /** Left out: all that the draft has. */
  languages: z.array(z.string()).optional(),
});

/** What a Completed publish job has made, or what has made it needless. */
export const publishResult = z.object({
  version: z.int().optional(),
  newerVersion: z.int().optional(),
});

export const publishStatusDocument = jobStatusDocument.extend({
  storyId: uuid,
  /** The version that readers see since then. */
  version: z.int().optional(),
  /** The version that readers saw already, of a newer draft: then this job has made none. */
  newerVersion: z.int().optional(),
  slug: slug.optional(),
});

export const publishJobList = z.object({
  jobs: z.array(publishStatusDocument),
  nextCursor: uuid.optional(),
});

/** The check list of a draft, in the languages that readers would get: with an error it cannot be published, a warning is for its author to weigh. */
export const publishCheck = z.object({
  draftRevision: z.int(),
  canBePublished: z.boolean(),
  /** The number of the version that readers would see. */
  version: z.int(),
  /** Whether they see it already: then there is nothing to publish. */
  isShown: z.boolean(),
  tileCount: z.int(),
  /** How far each language of the draft is, whether readers would get it or not. */
  languages: z.array(
    z.object({
      language: z.string(),
      /** The tiles that lack nothing in it. */
      tilesReady: z.int(),
      /** Nothing keeps it from being published. */
      isReady: z.boolean(),
    }),
  ),
  counts: z.object({ errors: z.int(), warnings: z.int() }),
  /** The first 500 of each severity, errors before warnings. */
  findings: z.array(
    z.object({
      severity: z.enum(['error', 'warning']),
      code: z.string(),
      message: z.string(),
      /** JSON pointer into the draft (RFC 6901). */
      where: z.string(),
      tileId: z.string().optional(),
      language: z.string().optional(),
    }),
  ),
});

export type PublishInput = z.infer<typeof publishInput>;
export type PublishStatusDocument = z.infer<typeof publishStatusDocument>;
export type PublishCheck = z.infer<typeof publishCheck>;
