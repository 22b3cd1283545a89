import type { UploadedMedia } from '@taleport/contracts/media';
import type { BlobStore, StagedBlob } from './blob-store.ts';
import type { Db } from './database/database.ts';
import { grantMedia, lockMedia } from './database/media-rows.ts';
import { mediaBlobKey } from './media-blob-key.ts';

interface KeptMedia {
  readonly staged: StagedBlob;
  readonly media: UploadedMedia;
  readonly ownerId: string;
}

/**
 * Gives staged content its place under its hash and lets its owner use it. The blob is in its place before the row that
 * speaks of it, and no clean-up comes between the two. Content that is there already is written again: that mends a copy that
 * was damaged. Where it throws, nothing stays staged.
 */
export async function keepMedia(
  { db, blobs }: { readonly db: Db; readonly blobs: BlobStore },
  { staged, media, ownerId }: KeptMedia,
): Promise<void> {
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
}
