import { basename } from 'node:path';
import { lockMedia } from '../../infrastructure/database/media-rows.ts';
import { mediaBlobKey } from '../../infrastructure/media-blob-key.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { forgetUnusedMedia, isMediaKnown, markUnusedMedia, unusedMedia } from './media-storage.ts';

const minuteMs = 60_000;
const batch = 100;
const mediaFolder = 'media';

/** Removes media that no document has named for a time of grace, row and file together. */
export function unusedMediaSweep({ db, blobs, settings }: WorkContext): Sweep {
  const remove = (sha256: string) =>
    db.transaction().execute(async (trx) => {
      await lockMedia(trx, sha256);
      const isForgotten = await forgetUnusedMedia(trx, sha256);
      if (isForgotten) await blobs.delete(mediaBlobKey(sha256));
      return isForgotten;
    });
  return {
    name: 'media: unused',
    everyMs: 10 * minuteMs,
    async run(signal) {
      await markUnusedMedia(db);
      let removed = 0;
      for (;;) {
        const unused = await unusedMedia(db, settings.keepUnusedMs, batch);
        let inBatch = 0;
        for (const sha256 of unused) {
          if (await remove(sha256)) inBatch += 1;
        }
        removed += inBatch;
        if (inBatch < batch || signal.aborted) return removed;
      }
    },
  };
}

/** Removes files that no row speaks of: what an upload has left whose process died between the two. */
export function lostMediaSweep({ db, blobs, settings }: WorkContext): Sweep {
  const remove = (sha256: string, key: string) =>
    db.transaction().execute(async (trx) => {
      await lockMedia(trx, sha256);
      if (await isMediaKnown(trx, sha256)) return 0;
      await blobs.delete(key);
      return 1;
    });
  return {
    name: 'media: lost files',
    everyMs: 24 * 60 * minuteMs,
    async run(signal) {
      let removed = 0;
      for await (const { key, modifiedAt } of blobs.list(mediaFolder)) {
        if (signal.aborted) break;
        const sha256 = basename(key);
        if (modifiedAt.getTime() > Date.now() - settings.keepUnusedMs) continue;
        if (!(await isMediaKnown(db, sha256))) removed += await remove(sha256, key);
      }
      return removed;
    },
  };
}
