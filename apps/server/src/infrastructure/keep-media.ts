import type { UploadedMedia } from '@taleport/contracts/media';
import pMap from 'p-map';
import { mediaBlobKey } from './blob-keys.ts';
import type { BlobStore, StagedBlob } from './blob-store.ts';
import type { Db } from './database/database.ts';
import { expectMedia, grantMedia } from './database/media-rows.ts';

export interface StagedMedia {
  readonly staged: StagedBlob;
  readonly media: UploadedMedia;
}

interface Keeping {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly ownerId: string;
}

/** A clean-up has taken a file between its place in the store and whoever uses it: another attempt stores it again. */
export class MediaGoneError extends Error {
  constructor() {
    super('Media was removed while it was stored');
    this.name = 'MediaGoneError';
  }
}

const promotedAtOnce = 8;

/**
 * Gives staged files their places under their hashes, and lets their owner use them. Between two short transactions, since the store
 * may take its time: the first keeps clean-ups away, and only the second gives the files to anyone, when each is in its place. Content
 * that is there already is written again: that mends a copy that was damaged. Where it throws, nothing stays staged.
 */
export async function keepMedia(
  { db, blobs, ownerId }: Keeping,
  files: readonly StagedMedia[],
): Promise<void> {
  const hashes = files.map(({ media }) => media.sha256);
  const promote = ({ staged, media }: StagedMedia) =>
    blobs.promote(staged, mediaBlobKey(media.sha256));
  try {
    await expectMedia(
      db,
      files.map(({ media }) => media),
    );
    await pMap(files, promote, { concurrency: promotedAtOnce });
    const granted = await grantMedia(db, ownerId, hashes);
    if (!hashes.every((sha256) => granted.has(sha256))) throw new MediaGoneError();
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
