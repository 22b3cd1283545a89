import { storyPublishKind, storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { publishInput, publishResult } from '@taleport/contracts/story-publish';
import { finalError } from '../../jobs/job-error.ts';
import { storyOfJob } from '../../jobs/job-row.ts';
import type { JobFeature } from '../feature.ts';
import { presentFindings } from './publish-messages.ts';
import { checkPublishAgain } from './publish-request.ts';
import { publishStory, StoryIncompleteError } from './publish-service.ts';

/** The kind of job that makes versions. */
export const publishJob: JobFeature = {
  kind: storyPublishKind,
  routes: storyPublishRoutes,

  describe(row) {
    const { draftRevision, slug } = publishInput.parse(row.input);
    const snapshot = { draftRevision };
    if (row.status !== 'Completed') return { snapshot };
    return { snapshot, fields: { ...publishResult.parse(row.result), slug } };
  },

  create: ({ db, blobs, settings }) => ({
    kind: storyPublishKind,
    queueName: settings.publishQueueName,

    checkRetry: (job, trx) => checkPublishAgain(trx, job),

    async run({ job, signal, progress }) {
      try {
        return await publishStory({
          db,
          blobs,
          signal,
          progress,
          ...storyOfJob(job),
          ...publishInput.parse(job.input),
          locale: job.locale,
        });
      } catch (error) {
        throw classify(error, job.locale);
      }
    },
  }),
};

/** What its author has to mend is final. */
function classify(error: unknown, locale: string): unknown {
  if (!(error instanceof StoryIncompleteError)) return error;
  const [first] = presentFindings(error.findings, locale);
  return first ? finalError(first.code, first.message, error) : error;
}
