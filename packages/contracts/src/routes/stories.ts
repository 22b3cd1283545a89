import type { Route } from '../route.ts';

export const storyRoutes = {
  create: { method: 'POST', url: '/api/stories', summary: 'Make a story' },
  list: { method: 'GET', url: '/api/stories', summary: 'List my stories' },
  get: { method: 'GET', url: '/api/stories/:storyId', summary: 'Look at a story' },
  getDraft: { method: 'GET', url: '/api/stories/:storyId/draft', summary: 'Read the draft' },
  saveDraft: {
    method: 'PUT',
    url: '/api/stories/:storyId/draft',
    summary: 'Save the draft on top of the revision that was read',
  },
  listDeletedTiles: {
    method: 'GET',
    url: '/api/stories/:storyId/deleted-tiles',
    summary: 'List the tiles that were taken out of the draft in the last 30 days',
  },
  remove: {
    method: 'DELETE',
    url: '/api/stories/:storyId',
    summary: 'Delete a story; it can be brought back for 30 days',
  },
  undelete: {
    method: 'POST',
    url: '/api/stories/:storyId/undelete',
    summary: 'Bring a deleted story back',
  },
  listVersions: {
    method: 'GET',
    url: '/api/stories/:storyId/versions',
    summary: 'List the published versions',
  },
  getVersion: {
    method: 'GET',
    url: '/api/stories/:storyId/versions/:version',
    summary: 'Read a published version',
  },
  restoreVersion: {
    method: 'POST',
    url: '/api/stories/:storyId/versions/:version/restore',
    summary: 'Make the draft of a published version the draft again, with all of its languages',
  },
} as const satisfies Record<string, Route>;
