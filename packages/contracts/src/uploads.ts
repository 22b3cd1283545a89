import { z } from 'zod';
import { instant, uuid } from './scalars.ts';

/** Codes of uploads; what the protocol itself refuses (tus 1.0.0) has `upload_header_not_valid`. */
export type UploadCode =
  | 'too_many_uploads'
  | 'upload_busy'
  | 'upload_empty'
  | 'upload_gone'
  | 'upload_header_not_valid'
  | 'upload_in_use'
  | 'upload_metadata_not_valid'
  | 'upload_offset_differs'
  | 'upload_too_large';

/** Of one user, at the same time. */
export const maxUnfinishedUploads = 20;

/** Of the header Upload-Metadata, in characters. */
export const maxUploadMetadataLength = 2_000;

export const uploadParams = z.object({ uploadId: uuid });

/** The metadata that is looked at, by the names that tus clients give it. */
export const uploadMetadata = z.object({
  filename: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+$/u)
    .default('package.zip'),
});

export const upload = z.object({
  id: uuid,
  fileName: z.string(),
  sizeBytes: z.int(),
  /** All of it when it is complete, and can be imported. */
  receivedBytes: z.int(),
  createdAtUtc: instant,
  /** When it goes unless more of it comes, or an import uses it. */
  expiresAtUtc: instant,
});

/** The newest first; those that are complete included. */
export const uploadList = z.object({ uploads: z.array(upload) });

export type Upload = z.infer<typeof upload>;
export type UploadList = z.infer<typeof uploadList>;
