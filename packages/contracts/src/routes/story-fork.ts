import type { Route } from '../route.ts';
import { storyJobRoutes } from './jobs.ts';

export const storyForkKind = 'story-fork';

export const storyForkRoutes = {
  create: {
    method: 'POST',
    url: '/api/:locale/stories/:storyId/fork',
    summary: 'Make a story of mine from a published version of this one',
  },
  ...storyJobRoutes('fork-jobs'),
  setForking: {
    method: 'PUT',
    url: '/api/stories/:storyId/forking',
    summary: 'Say who may make an own version of my story',
  },
  previewUpdates: {
    method: 'POST',
    url: '/api/stories/:storyId/fork-updates/preview',
    summary: 'What the original of my story has changed, and what taking it would do',
  },
  takeUpdates: {
    method: 'POST',
    url: '/api/stories/:storyId/fork-updates',
    summary: 'Take changes of the original into my draft',
  },
} as const satisfies Record<string, Route>;
