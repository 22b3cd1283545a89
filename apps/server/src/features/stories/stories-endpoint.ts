import { storyRoutes } from '@taleport/contracts/routes/stories';
import {
  createStoryBody,
  deletedTileList,
  draft,
  saveDraftHeaders,
  savedDraft,
  story,
  storyList,
  storyListQuery,
  storyParams,
  versionDocument,
  versionList,
  versionParams,
} from '@taleport/contracts/stories';
import { storyDocument, storyLimits } from '@taleport/story-model';
import type { ApiApp } from '../../http/api-app.ts';
import { draftEtag, readRevision } from '../../http/draft-revision.ts';
import { requireStory } from '../../http/story-access.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { deletedStoriesSweep, deleteStory, undeleteStory } from './delete-story.ts';
import { deletedTilesSweep, listDeletedTiles } from './deleted-tiles.ts';
import { createStory, restoreVersion, saveDraft } from './stories-service.ts';
import { listStories, presentStory } from './stories-storage.ts';
import { unusedDocumentsSweep } from './unused-documents.ts';
import { findVersion, listVersions } from './versions-storage.ts';

/** A document may be written with white space, and has a wrapping. */
const maxDocumentBodyBytes = storyLimits.documentBytes + 4 * 1024 * 1024;

/** Stories, their drafts and their versions. */
export const stories: Feature = {
  registerRoutes(app, context) {
    registerStories(app, context);
    registerDeletion(app, context);
    registerDrafts(app, context);
    registerVersions(app, context);
  },
  sweeps: (context) => [
    deletedStoriesSweep(context),
    deletedTilesSweep(context),
    unusedDocumentsSweep(context),
  ],
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
    schema: { querystring: storyListQuery, response: { 200: storyList } },
    handler: ({ account, query }) => listStories(db, account.id, query),
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

function registerDeletion(app: ApiApp, { db, jobs }: FeatureContext): void {
  app.route({
    ...storyRoutes.remove,
    schema: { params: storyParams },
    handler: async (request, reply) => {
      await deleteStory(jobs.engine, request.account, request.params.storyId);
      return reply.code(204).send();
    },
  });

  app.route({
    ...storyRoutes.undelete,
    schema: { params: storyParams, response: { 200: story } },
    handler: async (request) => {
      const { id } = await undeleteStory(db, request.account, request.params.storyId);
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
      const document = await loadDocument(db, row.draft_document_id);
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

  app.route({
    ...storyRoutes.listDeletedTiles,
    schema: { params: storyParams, response: { 200: deletedTileList } },
    handler: async (request) => {
      const { id } = await requireStory(db, request.account, request.params.storyId);
      return { tiles: await listDeletedTiles(db, id) };
    },
  });
}

function registerVersions(app: ApiApp, { db }: FeatureContext): void {
  app.route({
    ...storyRoutes.listVersions,
    schema: { params: storyParams, response: { 200: versionList } },
    handler: async (request) => {
      const { id } = await requireStory(db, request.account, request.params.storyId);
      return { versions: await listVersions(db, id) };
    },
  });

  app.route({
    ...storyRoutes.getVersion,
    schema: { params: versionParams, response: { 200: versionDocument } },
    handler: async (request) => {
      const { id } = await requireStory(db, request.account, request.params.storyId);
      const { documentId, ...version } = await findVersion(db, id, request.params.version);
      return { ...version, document: await loadDocument(db, documentId) };
    },
  });

  app.route({
    ...storyRoutes.restoreVersion,
    schema: { params: versionParams, headers: saveDraftHeaders, response: { 200: savedDraft } },
    handler: async (request, reply) => {
      const revision = await restoreVersion(db, request.account, {
        ...request.params,
        basedOn: readRevision(request.headers['if-match']),
      });
      reply.header('etag', draftEtag(revision));
      return { revision };
    },
  });
}
