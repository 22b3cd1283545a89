import { storyImportKind } from '@taleport/contracts/routes/story-import';
import { importInput } from '@taleport/contracts/story-import';
import { ArchiveFormatError, PackageError } from '@taleport/story-archive';
import { BlobStoreError } from '../../infrastructure/blob-store.ts';
import { dropUpload } from '../../infrastructure/drop-upload.ts';
import { finalError, hopelessError, transientError } from '../../jobs/job-error.ts';
import type { JobFeature, WorkContext } from '../feature.ts';
import { applyPackage, StoryChangedError, StoryGoneError } from './apply-package.ts';
import { checkPackage } from './check-package.ts';
import { importMessage, refusalMessage } from './import-messages.ts';
import { importPresenter } from './import-presenter.ts';
import { checkApplyAgain } from './import-request.ts';
import { forgetKnownFiles } from './import-storage.ts';
import { UploadGoneError } from './open-upload.ts';

/** The kind of job that brings packages in: one job checks, another one applies. */
export const importJob: JobFeature = {
  ...importPresenter,

  create: (context: WorkContext) => ({
    kind: storyImportKind,
    queueName: context.settings.importQueueName,

    async run(attempt) {
      const input = importInput.parse(attempt.job.input);
      const { locale } = attempt.job;
      const work = { ...context, ...attempt };
      const outcome = await classified(locale, () =>
        input.step === 'check'
          ? checkPackage({ ...work, input })
          : applyPackage({ ...work, input }),
      );
      const { apply } = outcome;
      return apply ? { ...outcome, apply: (trx) => classified(locale, () => apply(trx)) } : outcome;
    },

    checkRetry: (job, trx) => checkApplyAgain(trx, job),

    async afterCompletion(job) {
      const input = importInput.parse(job.input);
      if (input.step !== 'apply') return;
      const { uploadId, checkJobId } = input;
      await forgetKnownFiles(context.db, checkJobId);
      await dropUpload({ ...context, uploadId, except: [job.id, checkJobId] });
    },

    async discard(job, db) {
      const { uploadId } = importInput.parse(job.input);
      await forgetKnownFiles(db, job.id);
      await dropUpload({ ...context, db, uploadId, except: [job.id] });
    },
  }),
};

async function classified<Result>(locale: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw classify(error, locale);
  }
}

/** A package that is refused once is refused always. What its sender has to mend otherwise is final. */
function classify(error: unknown, locale: string): unknown {
  if (error instanceof PackageError || error instanceof ArchiveFormatError) {
    const isTooNew = error.rule === 'manifest-too-new';
    const code = isTooNew ? 'package_too_new' : 'package_not_valid';
    return hopelessError(code, refusalMessage(code, error, locale), error);
  }
  if (error instanceof UploadGoneError) {
    return finalError('upload_gone', importMessage('upload_gone', locale), error);
  }
  if (error instanceof StoryGoneError) {
    const code = 'decision_not_possible';
    return finalError(code, importMessage('no_story_of_mine', locale), error);
  }
  if (error instanceof StoryChangedError) {
    const code = 'story_changed_since_check';
    return finalError(code, importMessage(code, locale), error);
  }
  if (error instanceof BlobStoreError && error.trouble === 'full') {
    return transientError('storage_full', importMessage('storage_full', locale), error);
  }
  return error;
}
