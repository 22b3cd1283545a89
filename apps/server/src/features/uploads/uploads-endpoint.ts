import { uploadRoutes } from '@taleport/contracts/routes/uploads';
import { type Upload, uploadList, uploadParams } from '@taleport/contracts/uploads';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import { notFound } from '../../http/problem.ts';
import type { Feature } from '../feature.ts';
import { answerTus, tusVersion } from './tus-exchange.ts';
import { expiredUploadsSweep, lostUploadsSweep } from './upload-sweeps.ts';
import { UploadTurns } from './upload-turns.ts';
import { findUpload, listUploads } from './uploads-storage.ts';

const listLimit = 100;

const description = `By tus ${tusVersion} (https://tus.io/protocols/resumable-upload), which says what the headers \`Tus-Resumable\`,
\`Upload-Length\`, \`Upload-Offset\` and \`Upload-Metadata\` hold.`;

/** Packages that are brought in, over connections that break (tus 1.0.0). What becomes of them is the business of imports. */
export const uploads: Feature = {
  sweeps: (context) => [expiredUploadsSweep(context), lostUploadsSweep(context)],

  registerRoutes(app, work) {
    const { db, settings } = work;
    const turns = new UploadTurns();
    // What has come so far is kept, and its sender goes on when the server is there again.
    app.addHook('preClose', () => turns.finishAll());

    app.route({
      ...uploadRoutes.list,
      schema: { response: { 200: uploadList } },
      handler: async ({ account }) => {
        const found = await listUploads(db, account.id, listLimit);
        return { uploads: found.map(present) };
      },
    });

    app.register(async (scope) => {
      const tus = scope.withTypeProvider<ZodTypeProvider>();
      // The body is taken as the stream that it is: what it is called, the protocol looks at.
      tus.removeAllContentTypeParsers();
      tus.addContentTypeParser('*', (_request, body, done) => done(null, body));
      // The protocol wants it in every answer, refusals included.
      tus.addHook('onRequest', async (_request, reply) => {
        reply.header('tus-resumable', tusVersion);
      });
      for (const route of [uploadRoutes.create, uploadRoutes.abilities]) {
        tus.route({
          ...route,
          bodyLimit: settings.uploads.maxBytes,
          schema: { description },
          handler: (request, reply) => answerTus({ request, reply, work, turns }),
        });
      }
      for (const route of [uploadRoutes.offset, uploadRoutes.append, uploadRoutes.remove]) {
        tus.route({
          ...route,
          bodyLimit: settings.uploads.maxBytes,
          config: { swagger: { exposeHeadRoute: true } },
          schema: { params: uploadParams, description },
          handler: async (request, reply) => {
            const { uploadId } = request.params;
            // Before anything is done about its turns: they are nobody else's business.
            const upload = await findUpload(db, request.account.id, uploadId);
            if (!upload) throw notFound('upload');
            return answerTus({ request, reply, work, turns, uploadId });
          },
        });
      }
    });
  },
};

function present(row: Awaited<ReturnType<typeof listUploads>>[number]): Upload {
  return {
    id: row.id,
    fileName: row.file_name,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
    createdAtUtc: row.created_at.toISOString(),
    expiresAtUtc: row.expires_at.toISOString(),
  };
}
