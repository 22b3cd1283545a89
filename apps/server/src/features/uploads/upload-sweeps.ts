import { dropUpload } from '../../infrastructure/drop-upload.ts';
import { lostBlobs } from '../../infrastructure/lost-blobs.ts';
import { cleanUp, pagesOf } from '../../jobs/clean-up.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { expiredUploads, knownUploads } from './uploads-storage.ts';

const minuteMs = 60_000;

/** Removes uploads of which nothing more has come for too long, and complete ones that no import uses, row and bytes. */
export function expiredUploadsSweep({ db, blobs }: WorkContext): Sweep {
  const remove = async (uploadId: string) =>
    (await dropUpload({ db, blobs, uploadId, ifExpired: true })) === 'dropped';
  return {
    name: 'uploads: expired',
    everyMs: 10 * minuteMs,
    run: (signal) =>
      cleanUp({
        found: pagesOf((after, limit) => expiredUploads(db, { after, limit })),
        remove,
        signal,
      }),
  };
}

/** Removes bytes that no row speaks of: what was left when a process died, or with the rows of a user who is gone. */
export function lostUploadsSweep({ db, blobs, settings }: WorkContext): Sweep {
  return {
    name: 'uploads: lost files',
    everyMs: 24 * 60 * minuteMs,
    run: (signal) =>
      cleanUp({
        found: lostBlobs({
          blobs,
          folder: 'uploads',
          olderThanMs: settings.uploads.keepMs,
          known: (names) => knownUploads(db, names),
          signal,
        }),
        // The row comes before the first byte: none can come for these any more.
        remove: async ({ key }) => {
          await blobs.delete(key);
          return true;
        },
        signal,
      }),
  };
}
