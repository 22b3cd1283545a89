import {
  createStoryBody,
  draft,
  saveDraftHeaders,
  savedDraft,
  story,
  storyList,
  storyParams,
  storyRoutes,
  version,
  versionList,
} from '@taleport/contracts/stories';
import { storyDocument, storyLimits } from '@taleport/story-model';
import type { ApiApp } from '../../http/api-app.ts';
import { requireStory } from '../../http/story-access.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { draftEtag, readRevision } from './draft-revision.ts';
import { createStory, publishVersion, saveDraft } from './stories-service.ts';
import { listStories, listVersions, loadDraft, presentStory } from './stories-storage.ts';

/** A document may be written with white space, and has a wrapping. */
const maxDocumentBodyBytes = storyLimits.documentBytes + 4 * 1024 * 1024;

/** Stories, their drafts and their versions. */
export const stories: Feature = {
  registerRoutes(app, context) {
    registerStories(app, context);
    registerDrafts(app, context);
    registerVersions(app, context);
  },
};

function registerStories(app: ApiApp, { db }: FeatureContext): void {
  app.route({
    ...storyRoutes.create,
    bodyLimit: maxDocumentBodyBytes,
    schema: { body: createStoryBody, response: { 201: story } },
    handler: async (request, reply) => {
      const created = await createStory(db, request.account, request.body);
      return reply
        .code(201)
        .header('location', `/api/stories/${created.id}`)
        .send(await presentStory(db, created.id));
    },
  });

  app.route({
    ...storyRoutes.list,
    schema: { response: { 200: storyList } },
    handler: async (request) => ({ stories: await listStories(db, request.account.id) }),
  });

  app.route({
    ...storyRoutes.get,
    schema: { params: storyParams, response: { 200: story } },
    handler: async (request) => {
      const { id } = await requireStory(db, request.account, request.params.storyId);
      return presentStory(db, id);
    },
  });
}

function registerDrafts(app: ApiApp, { db }: FeatureContext): void {
  app.route({
    ...storyRoutes.getDraft,
    schema: { params: storyParams, response: { 200: draft } },
    handler: async (request, reply) => {
      const row = await requireStory(db, request.account, request.params.storyId);
      const document = await loadDraft(db, row.draft_document_id);
      reply.header('etag', draftEtag(row.draft_revision)).header('cache-control', 'no-cache');
      return { revision: row.draft_revision, document };
    },
  });

  app.route({
    ...storyRoutes.saveDraft,
    bodyLimit: maxDocumentBodyBytes,
    schema: {
      params: storyParams,
      headers: saveDraftHeaders,
      body: storyDocument,
      response: { 200: savedDraft },
    },
    handler: async (request, reply) => {
      const revision = await saveDraft(db, request.account, {
        storyId: request.params.storyId,
        basedOn: readRevision(request.headers['if-match']),
        document: request.body,
      });
      reply.header('etag', draftEtag(revision));
      return { revision };
    },
  });
}

function registerVersions(app: ApiApp, { db }: FeatureContext): void {
  app.route({
    ...storyRoutes.createVersion,
    schema: { params: storyParams, response: { 201: version } },
    handler: async (request, reply) => {
      const published = await publishVersion(db, request.account, request.params.storyId);
      return reply.code(201).send(published);
    },
  });

  app.route({
    ...storyRoutes.listVersions,
    schema: { params: storyParams, response: { 200: versionList } },
    handler: async (request) => {
      const { id } = await requireStory(db, request.account, request.params.storyId);
      return { versions: await listVersions(db, id) };
    },
  });
}
