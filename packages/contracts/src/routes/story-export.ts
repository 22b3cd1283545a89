import type { Route } from '../route.ts';
import { storyJobRoutes } from './jobs.ts';

export const storyExportKind = 'story-export';

export const storyExportRoutes = {
  create: {
    method: 'POST',
    url: '/api/:locale/stories/:storyId/export',
    summary: 'Export a published version',
  },
  createDraft: {
    method: 'POST',
    url: '/api/:locale/stories/:storyId/export-draft',
    summary: 'Export the draft as it is now',
  },
  estimate: {
    method: 'GET',
    url: '/api/:locale/stories/:storyId/export-estimate',
    summary: 'How large a package would be',
  },
  ...storyJobRoutes('export-jobs'),
  download: {
    method: 'GET',
    url: '/api/stories/:storyId/export-jobs/:jobId/download',
    summary: 'Download the package, by a signed link',
  },
} as const satisfies Record<string, Route>;
