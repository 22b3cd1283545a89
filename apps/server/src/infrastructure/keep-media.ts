import type { UploadedMedia } from '@taleport/contracts/media';
import pMap from 'p-map';
import type { BlobStore, StagedBlob } from './blob-store.ts';
import type { Db } from './database/database.ts';
import { grantMedia, lockMedia } from './database/media-rows.ts';
import { mediaBlobKey } from './media-blob-key.ts';

export interface StagedMedia {
  readonly staged: StagedBlob;
  readonly media: UploadedMedia;
}

interface Keeping {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly ownerId: string;
}

const promotedAtOnce = 8;

/**
 * Gives staged files their places under their hashes, and lets their owner use them: all in one transaction. Each blob is in its
 * place before the row that speaks of it, and no clean-up comes between the two. Content that is there already is written again:
 * that mends a copy that was damaged. Where it throws, nothing stays staged.
 */
export async function keepMedia(
  { db, blobs, ownerId }: Keeping,
  files: readonly StagedMedia[],
): Promise<void> {
  // In one order, so that two who keep the same files do not wait for each other.
  const inOrder = files.toSorted((one, other) => (one.media.sha256 < other.media.sha256 ? -1 : 1));
  const promote = ({ staged, media }: StagedMedia) =>
    blobs.promote(staged, mediaBlobKey(media.sha256));
  try {
    await db.transaction().execute(async (trx) => {
      for (const { media } of inOrder) await lockMedia(trx, media.sha256);
      await pMap(inOrder, promote, { concurrency: promotedAtOnce });
      for (const { media } of inOrder) await grantMedia(trx, ownerId, media);
    });
  } catch (error) {
    await discardStaged(blobs, files);
    throw error;
  }
}

export async function discardStaged(
  blobs: BlobStore,
  files: readonly StagedMedia[],
): Promise<void> {
  for (const { staged } of files) await blobs.discard(staged);
}
