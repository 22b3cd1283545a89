import { mediaId, storyDocument, tile } from '@taleport/story-model';
import { z } from 'zod';
import { pageQuery, searchText, timeCursor } from './paging.ts';
import { instant, slug, uuid } from './scalars.ts';
import { forkedFrom, forking } from './story-fork.ts';

export type StoryCode = 'draft_changed' | 'if_match_required' | 'media_unknown' | 'slug_taken';

export const storyParams = z.object({ storyId: uuid });

export const createStoryBody = z.strictObject({
  /** Kept by export and import; made by the server when left out. */
  originId: uuid.optional(),
  /** Made from the title when left out. */
  slug: slug.optional(),
  document: storyDocument,
});

export const story = z.object({
  id: uuid,
  originId: uuid,
  slug,
  draftRevision: z.int(),
  latestVersion: z.int().nullable(),
  /** The version that readers see, or null while the story is not published. */
  publishedVersion: z.int().nullable(),
  /** Whether the draft is another than that of the version that readers see; false while the story is not published. */
  hasUnpublishedChanges: z.boolean(),
  /** In the language that the story was written in. */
  title: z.string(),
  /** In every language that has one. */
  titles: storyDocument.shape.title,
  languages: z.array(z.string()),
  /** The picture that stands for the draft: its cover, or else the first picture in it. */
  picture: mediaId.nullable(),
  createdAtUtc: instant,
  updatedAtUtc: instant,
  /** Until when a deleted story can be brought back. */
  goneAtUtc: instant.optional(),
  forking,
  /** What the story was made of, where it was not begun from nothing. */
  forkedFrom: forkedFrom.optional(),
});

const storyOrder = z.enum(['changed', 'title']);

/** In the order by title, a cursor is "t", the bytes that the last title is sorted by, and the id. */
const titleCursor = z
  .string()
  .regex(/^t([0-9a-f]{2}){0,400}~[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, {
    error: 'Not a cursor',
  });
const storyCursor = z.union([timeCursor, titleCursor]);

const storyListFields = pageQuery(100).extend({
  cursor: storyCursor.optional(),
  /** The last change first, or the titles by the alphabet. */
  order: storyOrder.default('changed'),
  /** Those that readers see, or those that they do not see; without it all. */
  published: z.stringbool().optional(),
  /** Looked for in the titles in all languages, whatever the case and the accents. */
  q: searchText.optional(),
  /** `true` lists the deleted stories that can still be brought back. */
  deleted: z.stringbool().default(false),
});
export const storyListQuery = storyListFields.refine(
  ({ order, cursor }) => cursor === undefined || cursor.startsWith('t') === (order === 'title'),
  { path: ['cursor'], error: 'This is a cursor of the other order' },
);
export const storyList = z.object({
  stories: z.array(story),
  nextCursor: storyCursor.optional(),
});

/** The revision is also the ETag of the draft, which saving sends back in `If-Match`. */
export const draft = z.object({ revision: z.int(), document: storyDocument });
export const savedDraft = z.object({ revision: z.int() });
export const saveDraftHeaders = z.object({ 'if-match': z.string().optional() });

const deletedTile = z.object({
  tile,
  /** Where it stood; counts from 1. */
  number: z.int(),
  deletedAtUtc: instant,
  /** Until when it can be brought back, by saving a draft that has it again. */
  goneAtUtc: instant,
});
/** The latest first, 200 at most. */
export const deletedTileList = z.object({ tiles: z.array(deletedTile) });

export const version = z.object({
  version: z.int(),
  publishedAtUtc: instant,
  /** Those that readers got; the draft that it was made of may have more. */
  languages: z.array(z.string()),
});
export const versionParams = z.object({
  storyId: uuid,
  version: z.coerce.number().int().min(1).max(2_147_483_647),
});
export const versionDocument = version.extend({ document: storyDocument });
export const versionList = z.object({ versions: z.array(version) });

export type DeletedTile = z.infer<typeof deletedTile>;
export type DeletedTileList = z.infer<typeof deletedTileList>;
export type Draft = z.infer<typeof draft>;
export type SavedDraft = z.infer<typeof savedDraft>;
export type Story = z.infer<typeof story>;
export type StoryOrder = z.infer<typeof storyOrder>;
export type StoryList = z.infer<typeof storyList>;
export type StoryVersion = z.infer<typeof version>;
export type StoryVersionDocument = z.infer<typeof versionDocument>;
export type StoryVersionList = z.infer<typeof versionList>;
