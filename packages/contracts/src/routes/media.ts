import type { Route } from '../route.ts';

export const mediaRoutes = {
  upload: {
    method: 'POST',
    url: '/api/stories/:storyId/media',
    summary: 'Upload a picture, narration or video',
  },
  get: { method: 'GET', url: '/api/stories/:storyId/media/:sha256', summary: 'Get a media file' },
} as const satisfies Record<string, Route>;
