import type { Route } from '../route.ts';
import { storyJobRoutes } from './jobs.ts';

export const storyPublishKind = 'story-publish';

export const storyPublishRoutes = {
  create: {
    method: 'POST',
    url: '/api/:locale/stories/:storyId/publish',
    summary: 'Publish the draft as it is now',
  },
  ...storyJobRoutes('publish-jobs'),
  check: {
    method: 'GET',
    url: '/api/:locale/stories/:storyId/publish-check',
    summary: 'What the draft lacks to be published',
  },
  unpublish: {
    method: 'DELETE',
    url: '/api/stories/:storyId/publication',
    summary: 'Take the story from its readers',
  },
} as const satisfies Record<string, Route>;
