import { storyForkKind } from '@taleport/contracts/routes/story-fork';
import { forkInput } from '@taleport/contracts/story-fork';
import type { JobFeature } from '../feature.ts';
import { forkPresenter } from './fork-presenter.ts';
import { forkStory } from './fork-service.ts';

/** The kind of job that makes stories of others. */
export const forkJob: JobFeature = {
  ...forkPresenter,

  create: ({ db, settings }) => ({
    kind: storyForkKind,
    queueName: settings.forkQueueName,

    run: ({ job, progress }) =>
      forkStory({
        db,
        progress,
        originalStoryId: job.story_id,
        documentId: job.document_id,
        ownerId: job.owner_user_id,
        input: forkInput.parse(job.input),
      }),
  }),
};
