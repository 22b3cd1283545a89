import type { Route } from '../route.ts';

export const mediaRoutes = {
  upload: {
    method: 'POST',
    url: '/api/stories/:storyId/media',
    summary: 'Upload a picture, narration or video',
  },
  limits: { method: 'GET', url: '/api/media-limits', summary: 'How large media files can be' },
  get: { method: 'GET', url: '/api/stories/:storyId/media/:sha256', summary: 'Get a media file' },
} as const satisfies Record<string, Route>;
