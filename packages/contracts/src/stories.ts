import { storyDocument } from '@taleport/story-model';
import { z } from 'zod';
import type { Route } from './route.ts';
import { instant, slug, uuid } from './scalars.ts';

export const storyRoutes = {
  create: { method: 'POST', url: '/api/stories' },
  list: { method: 'GET', url: '/api/stories' },
  get: { method: 'GET', url: '/api/stories/:storyId' },
  getDraft: { method: 'GET', url: '/api/stories/:storyId/draft' },
  saveDraft: { method: 'PUT', url: '/api/stories/:storyId/draft' },
  createVersion: { method: 'POST', url: '/api/stories/:storyId/versions' },
  listVersions: { method: 'GET', url: '/api/stories/:storyId/versions' },
} as const satisfies Record<string, Route>;

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
  title: z.string(),
  createdAtUtc: instant,
  updatedAtUtc: instant,
});

export const storyList = z.object({ stories: z.array(story) });

/** The revision is also the ETag of the draft, which saving sends back in `If-Match`. */
export const draft = z.object({ revision: z.int(), document: storyDocument });
export const savedDraft = z.object({ revision: z.int() });
export const saveDraftHeaders = z.object({ 'if-match': z.string().optional() });

export const version = z.object({ version: z.int(), publishedAtUtc: instant });
export const versionList = z.object({ versions: z.array(version) });

export type Story = z.infer<typeof story>;
export type StoryVersion = z.infer<typeof version>;
