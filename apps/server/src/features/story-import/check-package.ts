import type { ImportInput } from '@taleport/contracts/story-import';
import { type ReadPackage, readPackage } from '@taleport/story-archive';
import { createJob } from '../../jobs/create-job.ts';
import type { Attempt, JobOutcome } from '../../jobs/job-kind.ts';
import type { WorkContext } from '../feature.ts';
import { makeReport } from './import-report.ts';
import { newApply } from './import-request.ts';
import { findDecidedImport, knownFiles } from './import-storage.ts';
import { openUpload, packageLimits } from './open-upload.ts';
import { rememberFiles } from './remember-files.ts';

export interface CheckWork extends WorkContext, Attempt {
  readonly input: Extract<ImportInput, { step: 'check' }>;
}

/** As long as a package that was exported. */
const dayMs = 86_400_000;
const keepCheckedMs = 7 * dayMs;

/**
 * Reads a whole package, checks all of it and says what importing it would do. Nothing is stored but that report and which files
 * were read, so that another attempt goes on from there. Where its author wants it so, and nothing is in the way, the job that
 * imports it begins with the end of this one. Throws as `openUpload` and `readPackage` do.
 */
export async function checkPackage(work: CheckWork): Promise<JobOutcome> {
  const { job, input, progress } = work;
  progress.phase('checking');
  const read = await readUpload(work);
  progress.phase('comparing');
  const report = await makeReport(work, read);
  const isToGoOn = input.autoApply && report.conflicts.length === 0;
  return {
    result: { report },
    warnings: [],
    keepResultMs: keepCheckedMs,
    async apply(trx) {
      if (!isToGoOn) return {};
      const requestedBy = { id: job.requested_by_user_id, email: job.requested_by_email };
      const { decision } = input;
      const next = newApply({ check: job, requestedBy, locale: job.locale, decision, report });
      // A check that is tried again may have been decided before.
      const decided = await findDecidedImport(trx, job.id, input.uploadId);
      const { id } = decided ?? (await createJob(trx, next)).job;
      return { applyJobId: id };
    },
  };
}

async function readUpload(work: CheckWork): Promise<ReadPackage> {
  const { db, blobs, settings, job, input, signal, progress } = work;
  const source = await openUpload(blobs, input);
  const known = await knownFiles(db, job.id);
  const memory = rememberFiles({ db, job, progress });
  try {
    return await readPackage(source, {
      signal,
      known,
      limits: packageLimits(settings),
      onFile: memory.add,
      onProgress: ({ files, filesTotal, bytes, bytesTotal }) =>
        memory.report({ itemsDone: files, itemsTotal: filesTotal, bytesDone: bytes, bytesTotal }),
    });
  } finally {
    // Also of an attempt that is broken off: the next one goes on from there.
    await memory.write();
  }
}
