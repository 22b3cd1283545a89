import type { Route } from '../route.ts';

export const storyImportKind = 'story-import';

export const storyImportRoutes = {
  create: {
    method: 'POST',
    url: '/api/:locale/import',
    summary: 'Check an uploaded package, and import it at once if so wished',
  },
  list: { method: 'GET', url: '/api/import-jobs', summary: 'List my imports' },
  status: { method: 'GET', url: '/api/import-jobs/:jobId', summary: 'Follow a job' },
  remove: {
    method: 'DELETE',
    url: '/api/import-jobs/:jobId',
    summary: 'Cancel a job, or throw a checked package away',
  },
  retry: {
    method: 'POST',
    url: '/api/import-jobs/:jobId/retry',
    summary: 'Try a job again that has ended without a result',
  },
  timeline: {
    method: 'GET',
    url: '/api/import-jobs/:jobId/timeline',
    summary: 'What happened to a job',
  },
  apply: {
    method: 'POST',
    url: '/api/:locale/import-jobs/:jobId/apply',
    summary: 'Import a package that was checked, as its author has decided',
  },
  forget: {
    method: 'DELETE',
    url: '/api/import-jobs/:jobId/record',
    summary: 'Take an import off the list that has ended without a result',
  },
  undo: {
    method: 'POST',
    url: '/api/import-jobs/:jobId/undo',
    summary: 'Take an import back, within a day',
  },
} as const satisfies Record<string, Route>;
