import {
  maxUnfinishedUploads,
  maxUploadMetadataLength,
  type UploadCode,
  uploadMetadata,
} from '@taleport/contracts/uploads';
import { HttpProblem, notFound } from '../../http/problem.ts';
import { uploadBlobKey } from '../../infrastructure/blob-keys.ts';
import { BlobOvertakenError, BlobStoreError } from '../../infrastructure/blob-store.ts';
import { dropUpload } from '../../infrastructure/drop-upload.ts';
import type { WorkContext } from '../feature.ts';
import {
  countUnfinished,
  findUpload,
  insertUpload,
  lockUploadsOf,
  noteReceived,
} from './uploads-storage.ts';

export interface BeginUpload {
  readonly id: string;
  readonly ownerId: string;
  readonly sizeBytes: number;
  /** The header Upload-Metadata as it came, and what it says. */
  readonly metadata: string | null;
  readonly values: Readonly<Record<string, string | null>>;
}

/** Records an upload, and returns when it expires unless some of it comes. The place for its bytes is made by the first. */
export async function beginUpload(
  { db, settings }: WorkContext,
  { id, ownerId, sizeBytes, metadata, values }: BeginUpload,
): Promise<Date> {
  if (sizeBytes === 0) throw uploadEmpty();
  const known = uploadMetadata.safeParse({ filename: values.filename ?? undefined });
  if (!known.success || (metadata ?? '').length > maxUploadMetadataLength) {
    throw metadataNotValid();
  }
  const fileName = known.data.filename;
  const { keepMs } = settings.uploads;
  return db.transaction().execute(async (trx) => {
    await lockUploadsOf(trx, ownerId);
    if ((await countUnfinished(trx, ownerId)) >= maxUnfinishedUploads) throw tooManyUploads();
    return insertUpload(trx, { id, ownerId, fileName, metadata, sizeBytes, keepMs });
  });
}

/** An upload of this user and how much of it is safe, in bytes. Throws the 404 problem, and 410 where its bytes were lost. */
export async function lookAtUpload(work: WorkContext, ownerId: string, uploadId: string) {
  const { db, blobs } = work;
  const upload = await findUpload(db, ownerId, uploadId);
  if (!upload) throw notFound('upload');
  const { size_bytes: sizeBytes, received_bytes: receivedBytes } = upload;
  if (receivedBytes === sizeBytes) return { ...upload, safeBytes: sizeBytes };
  try {
    const safeBytes = await blobs.appended(uploadBlobKey(uploadId), receivedBytes);
    // It was stored by a process that died before it could say so; it may be the last of it.
    if (safeBytes > receivedBytes) await noteSafe(work, uploadId, safeBytes);
    return { ...upload, safeBytes };
  } catch (error) {
    const isLost = error instanceof BlobStoreError && error.trouble !== 'unreadable';
    throw isLost ? uploadGone(error) : error;
  }
}

export interface ReceiveUpload {
  readonly uploadId: string;
  readonly sizeBytes: number;
  readonly offset: number;
  readonly content: AsyncIterable<Uint8Array>;
}

/**
 * Takes in more of an upload, and returns how much of it is safe then and when it expires. What came before the connection broke is
 * kept. Throws BlobStoreError `full`, and the problems of an upload that is gone or that another process receives.
 */
export async function receiveUpload(
  work: WorkContext,
  { uploadId, sizeBytes, offset, content }: ReceiveUpload,
) {
  const { blobs } = work;
  const key = uploadBlobKey(uploadId);
  let safe: { readonly bytes: number; readonly expiresAt: Date } | undefined;
  const onSafe = async (bytes: number) => {
    safe = { bytes, expiresAt: await noteSafe(work, uploadId, bytes) };
  };
  try {
    await blobs.append({ key, offset, sizeBytes, content, onSafe });
    return safe;
  } catch (error) {
    if (error instanceof BlobOvertakenError) throw offsetDiffers(error);
    if (!(error instanceof UploadRemovedError)) throw error;
    // It was removed while the first bytes came, which have made the blob again.
    await blobs.delete(key);
    throw notFound('upload');
  }
}

/** Removes an upload, row and bytes. Throws the 404 problem, and 409 while an import uses it. */
export async function removeUpload({ db, blobs }: WorkContext, uploadId: string): Promise<void> {
  const end = await dropUpload({ db, blobs, uploadId });
  if (end === 'gone') throw notFound('upload');
  if (end === 'needed') throw uploadInUse();
}

async function noteSafe({ db, settings }: WorkContext, uploadId: string, receivedBytes: number) {
  const { keepMs } = settings.uploads;
  const expiresAt = await noteReceived(db, { uploadId, receivedBytes, keepMs });
  if (!expiresAt) throw new UploadRemovedError();
  return expiresAt;
}

class UploadRemovedError extends Error {}

function uploadEmpty() {
  return new HttpProblem<UploadCode>({
    status: 400,
    code: 'upload_empty',
    detail: 'The file is empty: a package has at least one byte.',
  });
}

function metadataNotValid() {
  return new HttpProblem<UploadCode>({
    status: 400,
    code: 'upload_metadata_not_valid',
    detail: `Upload-Metadata has ${maxUploadMetadataLength} characters at most, and a "filename" of 1 to 255 characters without control characters.`,
  });
}

function tooManyUploads() {
  return new HttpProblem<UploadCode>({
    status: 429,
    code: 'too_many_uploads',
    detail: `You have ${maxUnfinishedUploads} uploads that are not finished. Finish one of them or give one up, then begin another.`,
    retryable: true,
    headers: { 'retry-after': '60' },
  });
}

function uploadGone(cause: unknown) {
  return new HttpProblem<UploadCode>({
    status: 410,
    code: 'upload_gone',
    detail: 'What had come of this upload is not there any more. Begin it again.',
    cause,
  });
}

function offsetDiffers(cause: unknown) {
  return new HttpProblem<UploadCode>({
    status: 409,
    code: 'upload_offset_differs',
    detail: 'Somebody else has sent more of this upload. Ask how far it has come, and go on there.',
    retryable: true,
    cause,
  });
}

function uploadInUse() {
  return new HttpProblem<UploadCode>({
    status: 409,
    code: 'upload_in_use',
    detail: 'An import uses this upload. Cancel the import, or throw its check away, first.',
  });
}
