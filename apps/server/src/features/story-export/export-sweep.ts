import { lostBlobs } from '../../infrastructure/lost-blobs.ts';
import { cleanUp } from '../../jobs/clean-up.ts';
import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { exportsFolder, jobsWithPackages } from './export-storage.ts';

const hourMs = 60 * 60 * 1000;

/**
 * Removes packages that no job has: a worker that froze and came back long after its job had ended may have finished one.
 * The package of a job that runs is as old as its last byte at most, so what is younger than an hour is left alone.
 */
export function lostPackagesSweep({ db, blobs }: WorkContext): Sweep {
  const known = (jobIds: readonly string[]) => jobsWithPackages(db, jobIds);
  return {
    name: 'story-export: lost packages',
    everyMs: hourMs,
    run: (signal) =>
      cleanUp({
        found: lostBlobs({
          blobs,
          folder: exportsFolder,
          olderThanMs: hourMs,
          nameOf: (key) => key.split('/')[1] ?? '',
          known,
          signal,
        }),
        remove: async ({ key, name }) => {
          // Asked again: its job may be tried again since.
          if ((await known([name])).has(name)) return false;
          await blobs.delete(key);
          return true;
        },
        signal,
      }),
  };
}
