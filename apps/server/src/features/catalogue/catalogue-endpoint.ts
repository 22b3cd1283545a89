import {
  catalogueMediaParams,
  catalogueParams,
  catalogueQuery,
  catalogue as catalogueSchema,
  publishedDocument,
} from '@taleport/contracts/catalogue';
import { catalogueRoutes } from '@taleport/contracts/routes/catalogue';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentEtag } from '../../http/content-etag.ts';
import { isNotModified } from '../../http/not-modified.ts';
import { forEverybody } from '../../http/openapi.ts';
import { notFound } from '../../http/problem.ts';
import { sendMedia } from '../../http/send-media.ts';
import type { Feature } from '../feature.ts';
import { findPublished, findPublishedMedia, listPublished } from './catalogue-storage.ts';

/** What a shared cache may go on giving away of a story that is not published any more ends after an hour. */
const mediaCacheControl = 'public, max-age=31536000, s-maxage=3600, immutable';

/** The published stories, for readers: nobody has to sign in. */
export const catalogue: Feature = {
  registerPublicRoutes(app, { db, blobs }) {
    app.route({
      ...catalogueRoutes.list,
      schema: { ...forEverybody, querystring: catalogueQuery, response: { 200: catalogueSchema } },
      handler: async (request, reply) =>
        sendToReader(request, reply, await listPublished(db, request.query)),
    });

    app.route({
      ...catalogueRoutes.get,
      schema: { ...forEverybody, params: catalogueParams, response: { 200: publishedDocument } },
      handler: async (request, reply) => {
        const story = await findPublished(db, request.params.slug);
        if (!story) throw notFound('story');
        return sendToReader(request, reply, story);
      },
    });

    app.route({
      ...catalogueRoutes.media,
      schema: { ...forEverybody, params: catalogueMediaParams },
      handler: async (request, reply) => {
        const file = await findPublishedMedia(db, request.params);
        const { sha256 } = request.params;
        return sendMedia(request, reply, { blobs, sha256, file, cacheControl: mediaCacheControl });
      },
    });
  },
};

/** Asked for anew each time, since a story can leave the catalogue, and sent again only when it has changed. */
function sendToReader(request: FastifyRequest, reply: FastifyReply, body: object) {
  const etag = contentEtag(body);
  reply.header('etag', etag).header('cache-control', 'public, no-cache');
  return isNotModified(request, etag) ? reply.code(304).send() : reply.send(body);
}
