import { storyForkKind, storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { forkInput, forkResult } from '@taleport/contracts/story-fork';
import type { JobPresenter } from '../../http/jobs/job-document.ts';

/** What the status of a fork job says beyond that of every job. */
export const forkPresenter: JobPresenter = {
  kind: storyForkKind,
  routes: storyForkRoutes,

  describe(row) {
    const { version, title } = forkInput.parse(row.input);
    const fields = { originalTitle: title };
    const snapshot = { version };
    if (row.status !== 'Completed') return { snapshot, fields };
    return { snapshot, fields: { ...fields, madeStoryId: forkResult.parse(row.result).storyId } };
  },
};
