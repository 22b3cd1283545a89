import { routePath } from '@taleport/contracts/route';
import { storyExportKind, storyExportRoutes } from '@taleport/contracts/routes/story-export';
import { exportInput, exportResult } from '@taleport/contracts/story-export';
import { jobAddress } from '../../http/jobs/job-document.ts';
import { BlobStoreError } from '../../infrastructure/blob-store.ts';
import { finalError, transientError } from '../../jobs/job-error.ts';
import { storyOfJob } from '../../jobs/job-row.ts';
import type { JobFeature } from '../feature.ts';
import { exportMessage } from './export-messages.ts';
import { exportStory, MediaTroubleError } from './export-service.ts';
import { exportBlobKey, packageRevision } from './export-storage.ts';

/** The kind of job that makes packages. */
export const exportJob: JobFeature = {
  kind: storyExportKind,
  routes: storyExportRoutes,

  describe(row, base) {
    const snapshot = packageRevision(exportInput.parse(row.input));
    if (row.status !== 'Completed') return { snapshot };
    const { zipBlobPath: _, ...shown } = exportResult.parse(row.result);
    const download = routePath(storyExportRoutes.download, jobAddress(row));
    return { snapshot, download, fields: { zipDownloadUrl: `${base}${download}`, ...shown } };
  },

  create: ({ db, blobs, settings }) => ({
    kind: storyExportKind,
    queueName: settings.exportQueueName,
    keepResultMs: settings.keepExportsMs,

    async run({ job, signal, progress, log }) {
      const input = exportInput.parse(job.input);
      try {
        return await exportStory({
          db,
          blobs,
          input,
          maxImportBytes: settings.uploads.maxBytes,
          signal,
          progress,
          log,
          jobId: job.id,
          documentId: storyOfJob(job).documentId,
        });
      } catch (error) {
        throw classify(error, input.locale);
      }
    },

    discard: (job) => blobs.delete(exportBlobKey(job.id, exportInput.parse(job.input))),
  }),
};

/** What an author can mend is final; what may pass by itself is tried again. */
function classify(error: unknown, locale: string): unknown {
  if (error instanceof BlobStoreError && error.trouble === 'full') {
    return transientError('storage_full', exportMessage('storage_full', locale), error);
  }
  if (!(error instanceof MediaTroubleError) || error.trouble === 'full') return error;
  const code = `media_${error.trouble}` as const;
  const message = exportMessage(code, locale, error.use);
  return code === 'media_unreadable'
    ? transientError(code, message, error)
    : finalError(code, message, error);
}
