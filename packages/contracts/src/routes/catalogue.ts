import type { Route } from '../route.ts';

/** What anybody can read without signing in. */
export const catalogueRoutes = {
  list: { method: 'GET', url: '/api/catalogue', summary: 'List the published stories' },
  get: { method: 'GET', url: '/api/catalogue/:slug', summary: 'Read a published story' },
  media: {
    method: 'GET',
    url: '/api/catalogue/:slug/versions/:version/media/:sha256',
    summary: 'Get a media file of a published story',
  },
} as const satisfies Record<string, Route>;
