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

/** What every request of a client says (tus 1.0.0, "Tus-Resumable"). */
export const tusHeaders = { 'tus-resumable': '1.0.0' } as const;

/** What a request says that sends the bytes from an offset on (tus 1.0.0, "PATCH"). */
export function appendHeaders(offset: number) {
  return {
    ...tusHeaders,
    'upload-offset': String(offset),
    'content-type': 'application/offset+octet-stream',
  };
}
