import { storyPublishKind, storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { publishInput, publishResult } from '@taleport/contracts/story-publish';
import type { JobPresenter } from '../../http/jobs/job-document.ts';

/** What the status of a publish job says beyond that of every job. */
export const publishPresenter: JobPresenter = {
  kind: storyPublishKind,
  routes: storyPublishRoutes,

  describe(row) {
    const { draftRevision, slug } = publishInput.parse(row.input);
    const snapshot = { draftRevision };
    if (row.status !== 'Completed') return { snapshot };
    return { snapshot, fields: { ...publishResult.parse(row.result), slug } };
  },
};
