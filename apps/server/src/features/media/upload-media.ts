import type { UploadedMedia } from '@taleport/contracts/media';
import type { MediaKind } from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import { keepMedia } from '../../infrastructure/keep-media.ts';
import { MediaInspector } from './media-inspector.ts';

interface Upload {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly ownerId: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly maxBytes: Readonly<Record<MediaKind, number>>;
}

/** Stores an upload under the hash of its content and lets its owner use it. */
export async function uploadMedia(upload: Upload): Promise<UploadedMedia> {
  const { blobs } = upload;
  const inspector = new MediaInspector(upload.maxBytes);
  const staged = await blobs.stage(inspector.pass(received(upload.content)));
  const media = inspector.finding();
  await keepMedia(upload, [{ staged, media }]);
  return media;
}

/** A connection that breaks off is the sender's doing. */
async function* received(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw new HttpProblem({
      status: 400,
      code: 'bad_request',
      detail: 'The upload broke off before its end. Send it again.',
      retryable: true,
      cause: error,
    });
  }
}
