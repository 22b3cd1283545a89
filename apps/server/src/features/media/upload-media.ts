import type { UploadedMedia } from '@taleport/contracts/media';
import type { MediaKind } from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import { mediaBlobKey } from '../../infrastructure/media-blob-key.ts';
import { MediaInspector } from './media-inspector.ts';
import { grantMedia, lockMedia } from './media-storage.ts';

interface Upload {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly ownerId: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly maxBytes: Readonly<Record<MediaKind, number>>;
}

/**
 * Stores an upload under the hash of its content and lets its owner use it. The blob is in its place before the row that
 * speaks of it, and no clean-up comes between the two. Content that is there already is written again: that mends a copy that
 * was damaged.
 */
export async function uploadMedia(upload: Upload): Promise<UploadedMedia> {
  const { db, blobs, ownerId } = upload;
  const inspector = new MediaInspector(upload.maxBytes);
  const staged = await blobs.stage(inspector.pass(received(upload.content)));
  const media = inspector.finding();
  try {
    await db.transaction().execute(async (trx) => {
      await lockMedia(trx, media.sha256);
      await blobs.promote(staged, mediaBlobKey(media.sha256));
      await grantMedia(trx, ownerId, media);
    });
  } catch (error) {
    await blobs.discard(staged);
    throw error;
  }
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
