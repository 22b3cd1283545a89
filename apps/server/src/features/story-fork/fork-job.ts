import { storyForkKind, storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { forkInput, forkResult } from '@taleport/contracts/story-fork';
import { storyOfJob } from '../../jobs/job-row.ts';
import type { JobFeature } from '../feature.ts';
import { checkForkAgain } from './fork-request.ts';
import { forkStory } from './fork-service.ts';

/** The kind of job that makes stories of others. */
export const forkJob: JobFeature = {
  kind: storyForkKind,
  routes: storyForkRoutes,

  describe(row) {
    const { version, title } = forkInput.parse(row.input);
    const fields = { originalTitle: title };
    const snapshot = { version };
    if (row.status !== 'Completed') return { snapshot, fields };
    return { snapshot, fields: { ...fields, madeStoryId: forkResult.parse(row.result).storyId } };
  },

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
