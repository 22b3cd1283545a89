import type { Route } from '../route.ts';

/** Uploads that can be resumed, by the protocol tus 1.0.0 (https://tus.io/protocols/resumable-upload). */
export const uploadRoutes = {
  create: { method: 'POST', url: '/api/uploads', summary: 'Begin an upload' },
  list: { method: 'GET', url: '/api/uploads', summary: 'List my uploads' },
  abilities: { method: 'OPTIONS', url: '/api/uploads', summary: 'Ask what uploads can be' },
  offset: {
    method: 'HEAD',
    url: '/api/uploads/:uploadId',
    summary: 'Ask how far an upload has come',
  },
  append: { method: 'PATCH', url: '/api/uploads/:uploadId', summary: 'Send more of an upload' },
  remove: { method: 'DELETE', url: '/api/uploads/:uploadId', summary: 'Give an upload up' },
} as const satisfies Record<string, Route>;
