import { create as contentDisposition } from 'content-disposition';
import { z } from 'zod';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import type { LinkSigner } from '../infrastructure/file-blobs/link-signer.ts';
import type { ApiApp } from './api-app.ts';
import { HttpProblem, notFound } from './problem.ts';
import { sendBlob } from './ranged-response.ts';

export const blobLinkPath = '/blobs';

const query = z.object({
  name: z.string().optional(),
  type: z.string().optional(),
  ends: z.string().optional(),
  signature: z.string().optional(),
});

/** Where the signed links of the file store lead. The signature is the permission. */
export function registerBlobLinks(app: ApiApp, blobs: BlobStore, links: LinkSigner): void {
  app.route({
    method: 'GET',
    url: `${blobLinkPath}/*`,
    schema: { hide: true, params: z.object({ '*': z.string() }), querystring: query },
    handler: async (request, reply) => {
      const link = links.open(request.params['*'], request.query);
      if (!link) {
        throw new HttpProblem({
          status: 403,
          code: 'link_not_valid',
          detail:
            'This link has ended or was changed. Ask for the download again to get a new one.',
        });
      }
      const blob = await blobs.stat(link.key);
      if (!blob) throw notFound('file');
      reply
        .header('content-disposition', contentDisposition(link.fileName))
        .header('cache-control', 'private, no-store')
        .header('referrer-policy', 'no-referrer');
      return sendBlob(request, reply, {
        blobs,
        key: link.key,
        sizeBytes: blob.sizeBytes,
        mediaType: link.mediaType,
        etag: blob.etag,
      });
    },
  });
}
