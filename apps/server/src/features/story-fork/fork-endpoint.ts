import { createJobHeaders } from '@taleport/contracts/jobs';
import { storyForkKind, storyForkRoutes } from '@taleport/contracts/routes/story-fork';
import { saveDraftHeaders, storyParams } from '@taleport/contracts/stories';
import {
  createForkBody,
  createForkParams,
  forkingBody,
  forkJobList,
  forkStatusDocument,
  previewUpdatesBody,
  takenUpdates,
  takeUpdatesBody,
  updatesPreview,
} from '@taleport/contracts/story-fork';
import type { ApiApp } from '../../http/api-app.ts';
import { draftEtag, readRevision } from '../../http/draft-revision.ts';
import { registerJobRoutes } from '../../http/jobs/job-routes.ts';
import { requestJob } from '../../http/jobs/request-job.ts';
import { requireReadableStory } from '../../http/story-access.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { forkJob } from './fork-job.ts';
import { planFork } from './fork-request.ts';
import { setForking } from './fork-storage.ts';
import { previewUpdates, takeUpdates } from './fork-updates.ts';

/** Own versions of published stories: made by a job, and kept up with their originals. */
export const storyFork: Feature = {
  job: forkJob,

  registerRoutes(app, context) {
    registerFork(app, context);
    registerForking(app, context);
    registerUpdates(app, context);
    registerJobRoutes(app, context.jobs, {
      kind: storyForkKind,
      of: 'story',
      routes: storyForkRoutes,
      document: forkStatusDocument,
      list: forkJobList,
      // The original may be anybody's; the jobs are those of whoever asks.
      requireStory: requireReadableStory,
    });
  },
};

function registerFork(app: ApiApp, { jobs, publicBase }: FeatureContext): void {
  app.route({
    ...storyForkRoutes.create,
    schema: {
      params: createForkParams,
      headers: createJobHeaders,
      body: createForkBody,
      response: { 202: forkStatusDocument },
    },
    handler: (request, reply) => {
      const { account, params, body } = request;
      const plan = planFork({
        account,
        ...params,
        version: body.version,
        base: publicBase(request),
      });
      return requestJob(jobs, { request, reply, plan });
    },
  });
}

function registerForking(app: ApiApp, { db }: FeatureContext): void {
  app.route({
    ...storyForkRoutes.setForking,
    schema: { params: storyParams, body: forkingBody, response: { 200: forkingBody } },
    handler: async ({ account, params, body }) => {
      await setForking(db, account, { storyId: params.storyId, forking: body.forking });
      return body;
    },
  });
}

function registerUpdates(app: ApiApp, { db, publicBase }: FeatureContext): void {
  app.route({
    ...storyForkRoutes.previewUpdates,
    schema: { params: storyParams, body: previewUpdatesBody, response: { 200: updatesPreview } },
    handler: (request) =>
      previewUpdates(db, {
        account: request.account,
        storyId: request.params.storyId,
        wish: request.body,
        base: publicBase(request),
      }),
  });

  app.route({
    ...storyForkRoutes.takeUpdates,
    schema: {
      params: storyParams,
      headers: saveDraftHeaders,
      body: takeUpdatesBody,
      response: { 200: takenUpdates },
    },
    handler: async (request, reply) => {
      const taken = await takeUpdates(db, {
        account: request.account,
        storyId: request.params.storyId,
        wish: request.body,
        base: publicBase(request),
        basedOn: readRevision(request.headers['if-match']),
      });
      reply.header('etag', draftEtag(taken.revision));
      return taken;
    },
  });
}
