import { exportInput, storyExportKind } from '@taleport/contracts/story-export';
import { BlobStoreError } from '../../infrastructure/blob-store.ts';
import { finalError, transientError } from '../../jobs/job-error.ts';
import type { JobKind } from '../../jobs/job-kind.ts';
import type { FeatureContext } from '../feature.ts';
import { exportMessage } from './export-messages.ts';
import { exportStory, MediaTroubleError } from './export-service.ts';

/** The kind of job that makes packages. */
export function exportJobKind({ db, blobs, settings }: FeatureContext): JobKind {
  return {
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
          signal,
          progress,
          log,
          jobId: job.id,
          documentId: job.document_id,
        });
      } catch (error) {
        throw classify(error, input.locale);
      }
    },
  };
}

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
