import { type MediaType, mediaId, mediaTypes } from '@taleport/story-model';
import { z } from 'zod';
import type { Route } from './route.ts';
import { uuid } from './scalars.ts';

export const mediaRoutes = {
  upload: {
    method: 'POST',
    url: '/api/stories/:storyId/media',
    summary: 'Upload a picture, narration or video',
  },
  get: { method: 'GET', url: '/api/stories/:storyId/media/:sha256', summary: 'Get a media file' },
} as const satisfies Record<string, Route>;

export type MediaCode = 'media_empty' | 'media_too_large' | 'media_type_unsupported';

export const mediaParams = z.object({ storyId: uuid, sha256: mediaId });

export const uploadedMedia = z.object({
  sha256: mediaId,
  crc32: z.int(),
  sizeBytes: z.int(),
  mediaType: z.enum(Object.keys(mediaTypes) as [MediaType, ...MediaType[]]),
});

export type UploadedMedia = z.infer<typeof uploadedMedia>;
