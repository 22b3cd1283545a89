import { basename } from 'node:path';
import { dropUpload } from '../../infrastructure/drop-upload.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { expiredUploads, isUploadKnown } from './uploads-storage.ts';

const minuteMs = 60_000;
const batch = 100;
const uploadsFolder = 'uploads';

/** Removes uploads of which nothing more has come for too long, and complete ones that no import uses, row and bytes. */
export function expiredUploadsSweep({ db, blobs }: WorkContext): Sweep {
  const remove = async (uploadId: string) =>
    (await dropUpload({ db, blobs, uploadId, ifExpired: true })) === 'dropped' ? 1 : 0;
  return {
    name: 'uploads: expired',
    everyMs: 10 * minuteMs,
    async run(signal) {
      let removed = 0;
      for (;;) {
        let inBatch = 0;
        for (const uploadId of await expiredUploads(db, batch)) inBatch += await remove(uploadId);
        removed += inBatch;
        if (inBatch < batch || signal.aborted) return removed;
      }
    },
  };
}

/** Removes bytes that no row speaks of: what was left when a process died, or with the rows of a user who is gone. */
export function lostUploadsSweep({ db, blobs, settings }: WorkContext): Sweep {
  return {
    name: 'uploads: lost files',
    everyMs: 24 * 60 * minuteMs,
    async run(signal) {
      let removed = 0;
      for await (const { key, modifiedAt } of blobs.list(uploadsFolder)) {
        if (signal.aborted) break;
        if (modifiedAt.getTime() > Date.now() - settings.uploads.keepMs) continue;
        if (await isUploadKnown(db, basename(key))) continue;
        await blobs.delete(key);
        removed += 1;
      }
      return removed;
    },
  };
}
