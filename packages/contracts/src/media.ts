import { type MediaType, mediaId, mediaTypes } from '@taleport/story-model';
import { z } from 'zod';
import { uuid } from './scalars.ts';

export type MediaCode = 'media_empty' | 'media_too_large' | 'media_type_unsupported';

export const mediaParams = z.object({ storyId: uuid, sha256: mediaId });

export const uploadedMedia = z.object({
  sha256: mediaId,
  crc32: z.int(),
  sizeBytes: z.int(),
  mediaType: z.enum(Object.keys(mediaTypes) as [MediaType, ...MediaType[]]),
});

/** The most bytes that a file of a kind can have. */
export const mediaLimits = z.object({ image: z.int(), audio: z.int(), video: z.int() });

export type MediaLimits = z.infer<typeof mediaLimits>;
export type UploadedMedia = z.infer<typeof uploadedMedia>;
