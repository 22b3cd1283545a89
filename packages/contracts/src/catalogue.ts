import { languageTag, mediaId, storyDocument } from '@taleport/story-model';
import { z } from 'zod';
import { pageQuery, searchText, timeCursor } from './paging.ts';
import { instant, slug, uuid } from './scalars.ts';

export const catalogueQuery = pageQuery(24).extend({
  /** Looked for in the titles in all languages, whatever the case and the accents. */
  q: searchText.optional(),
  /** `pt` also finds stories in `pt-BR`. */
  language: languageTag.optional(),
});

export const catalogueParams = z.object({ slug });
export const catalogueMediaParams = z.object({
  slug,
  version: z.coerce.number().int().min(1).max(2_147_483_647),
  sha256: mediaId,
});

const published = {
  storyId: uuid,
  slug,
  version: z.int(),
  publishedAtUtc: instant,
};

const { title, summary, languages, topics, ageRange, license } = storyDocument.shape;

/** A published story as a list shows it: a summary has 300 characters at most, and what is longer ends in “…”. */
export const catalogueStory = z.object({
  ...published,
  title,
  summary,
  languages,
  /** The cover, or else the first picture in the story; `url` is a path on this server. */
  picture: z
    .object({ media: mediaId, alt: z.record(z.string(), z.string()), url: z.string() })
    .nullable(),
  ageRange,
  topics,
  license,
});

/** Newest first. */
export const catalogue = z.object({
  stories: z.array(catalogueStory),
  nextCursor: timeCursor.optional(),
});

/** What readers read. */
export const publishedDocument = z.object({
  ...published,
  document: storyDocument,
  /** Whether whoever reads it may make an own version of it. */
  mayBeForked: z.boolean(),
});

export type CatalogueStory = z.infer<typeof catalogueStory>;
export type Catalogue = z.infer<typeof catalogue>;
export type PublishedDocument = z.infer<typeof publishedDocument>;
