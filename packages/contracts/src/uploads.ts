import { z } from 'zod';
import { uuid } from './scalars.ts';

/** Codes of uploads; what the protocol itself refuses (tus 1.0.0) has one too. */
export type UploadCode = 'upload_too_large' | 'upload_incomplete' | 'upload_offset_differs';

/** The longest package that is received, in bytes. */
export const maxUploadBytes = 20 * 1024 ** 3;

export const uploadParams = z.object({ uploadId: uuid });
