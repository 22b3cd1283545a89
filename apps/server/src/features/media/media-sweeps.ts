import { mediaBlobKey } from '../../infrastructure/blob-keys.ts';
import { lockMedia } from '../../infrastructure/database/media-rows.ts';
import { lostBlobs } from '../../infrastructure/lost-blobs.ts';
import { cleanUp, pagesOf } from '../../jobs/clean-up.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { forgetUnusedMedia, knownMedia, markUnusedMedia, unusedMedia } from './media-storage.ts';

const minuteMs = 60_000;

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
      const found = pagesOf((after, limit) =>
        unusedMedia(db, { forMs: settings.keepUnusedMs, after, limit }),
      );
      return cleanUp({ found, remove, signal });
    },
  };
}

/** Removes files that no row speaks of: what an upload has left whose process died between the two. */
export function lostMediaSweep({ db, blobs, settings }: WorkContext): Sweep {
  return {
    name: 'media: lost files',
    everyMs: 24 * 60 * minuteMs,
    run: (signal) =>
      cleanUp({
        found: lostBlobs({
          blobs,
          folder: 'media',
          olderThanMs: settings.keepUnusedMs,
          known: (names) => knownMedia(db, names),
          signal,
        }),
        remove: ({ key, name }) =>
          db.transaction().execute(async (trx) => {
            await lockMedia(trx, name);
            if ((await knownMedia(trx, [name])).has(name)) return false;
            await blobs.delete(key);
            return true;
          }),
        signal,
      }),
  };
}
