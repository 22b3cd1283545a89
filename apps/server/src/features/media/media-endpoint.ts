import { mediaLimits, mediaParams, uploadedMedia } from '@taleport/contracts/media';
import { mediaRoutes } from '@taleport/contracts/routes/media';
import { storyParams } from '@taleport/contracts/stories';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { sendMedia } from '../../http/send-media.ts';
import { requireStory } from '../../http/story-access.ts';
import type { Feature } from '../feature.ts';
import { findUsableMedia } from './media-storage.ts';
import { lostMediaSweep, unusedMediaSweep } from './media-sweeps.ts';
import { uploadBody } from './upload-media.ts';

/** Pictures, narration and video of a story. */
export const media: Feature = {
  sweeps: (context) => [unusedMediaSweep(context), lostMediaSweep(context)],

  registerRoutes(app, { db, blobs, settings }) {
    app.register(async (scope) => {
      const uploads = scope.withTypeProvider<ZodTypeProvider>();
      // The body is taken as the stream that it is, whatever type its sender gives it.
      uploads.removeAllContentTypeParsers();
      uploads.addContentTypeParser('*', (_request, body, done) => done(null, body));
      uploads.route({
        ...mediaRoutes.upload,
        bodyLimit: Math.max(...Object.values(settings.maxUploadBytes)),
        schema: { params: storyParams, response: { 201: uploadedMedia } },
        handler: async (request, reply) => {
          const story = await requireStory(db, request.account, request.params.storyId);
          const stored = await uploadBody(request.raw, {
            db,
            blobs,
            ownerId: story.owner_user_id,
            maxBytes: settings.maxUploadBytes,
          });
          return reply
            .code(201)
            .header('location', `/api/stories/${story.id}/media/${stored.sha256}`)
            .send(stored);
        },
      });
    });

    app.route({
      ...mediaRoutes.limits,
      schema: { response: { 200: mediaLimits } },
      handler: async () => settings.maxUploadBytes,
    });

    app.route({
      ...mediaRoutes.get,
      schema: { params: mediaParams },
      handler: async (request, reply) => {
        const { storyId, sha256 } = request.params;
        const story = await requireStory(db, request.account, storyId);
        const file = await findUsableMedia(db, story.owner_user_id, sha256);
        const cacheControl = 'private, max-age=31536000, immutable';
        return sendMedia(request, reply, { blobs, sha256, file, cacheControl });
      },
    });
  },
};
