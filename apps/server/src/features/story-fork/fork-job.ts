import { storyForkKind } from '@taleport/contracts/routes/story-fork';
import { forkInput } from '@taleport/contracts/story-fork';
import { storyOfJob } from '../../jobs/job-row.ts';
import type { JobFeature } from '../feature.ts';
import { forkPresenter } from './fork-presenter.ts';
import { checkForkAgain } from './fork-request.ts';
import { forkStory } from './fork-service.ts';

/** The kind of job that makes stories of others. */
export const forkJob: JobFeature = {
  ...forkPresenter,

  create: ({ db, settings }) => ({
    kind: storyForkKind,
    queueName: settings.forkQueueName,

    checkRetry: (job, trx) => checkForkAgain(trx, job),

    run({ job, progress }) {
      const { storyId: originalStoryId, documentId } = storyOfJob(job);
      return forkStory({
        db,
        progress,
        originalStoryId,
        documentId,
        ownerId: job.owner_user_id,
        input: forkInput.parse(job.input),
      });
    },
  }),
};
