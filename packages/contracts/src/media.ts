import { mediaId, type MediaType, mediaTypes } from '@taleport/story-model';
import { z } from 'zod';
import type { Route } from './route.ts';
import { uuid } from './scalars.ts';

export const mediaRoutes = {
  upload: { method: 'POST', path: '/api/stories/:storyId/media' },
  get: { method: 'GET', path: '/api/stories/:storyId/media/:sha256' },
} as const satisfies Record<string, Route>;

export const mediaCodes = ['media_empty', 'media_too_large', 'media_type_unsupported'] as const;

export const mediaParams = z.object({ storyId: uuid, sha256: mediaId });

export const uploadedMedia = z.object({
  sha256: mediaId,
  crc32: z.int(),
  sizeBytes: z.int(),
  mediaType: z.enum(Object.keys(mediaTypes) as [MediaType, ...MediaType[]]),
});

export type UploadedMedia = z.infer<typeof uploadedMedia>;
