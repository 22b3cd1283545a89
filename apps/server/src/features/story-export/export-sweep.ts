import type { Sweep } from '../../jobs/sweeper.ts';
import type { WorkContext } from '../feature.ts';
import { exportsFolder, mayHavePackage } from './export-storage.ts';

const hourMs = 60 * 60 * 1000;

/**
 * Removes packages that no job has: a worker that froze and came back long after its job had ended may have finished one.
 * The package of a job that runs is as old as its last byte at most, so what is younger than an hour is left alone.
 */
export function lostPackagesSweep({ db, blobs }: WorkContext): Sweep {
  return {
    name: 'story-export: lost packages',
    everyMs: hourMs,
    async run(signal) {
      let removed = 0;
      for await (const { key, modifiedAt } of blobs.list(exportsFolder)) {
        if (signal.aborted) break;
        const [, jobId = ''] = key.split('/');
        if (modifiedAt.getTime() > Date.now() - hourMs) continue;
        if (await mayHavePackage(db, jobId)) continue;
        await blobs.delete(key);
        removed += 1;
      }
      return removed;
    },
  };
}
