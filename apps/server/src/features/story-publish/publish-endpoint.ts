import { createJobHeaders } from '@taleport/contracts/jobs';
import { storyPublishKind, storyPublishRoutes } from '@taleport/contracts/routes/story-publish';
import { storyParams } from '@taleport/contracts/stories';
import {
  publishBody,
  publishCheck,
  publishCheckQuery,
  publishJobList,
  publishParams,
  publishStatusDocument,
} from '@taleport/contracts/story-publish';
import { checkStory, selectLanguages } from '@taleport/story-model';
import type { ApiApp } from '../../http/api-app.ts';
import { registerJobRoutes } from '../../http/jobs/job-routes.ts';
import { requestJob } from '../../http/jobs/request-job.ts';
import { lockStory, requireStory } from '../../http/story-access.ts';
import { loadDocument } from '../../infrastructure/database/load-document.ts';
import { cancelJob } from '../../jobs/cancel-job.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { publishJob } from './publish-job.ts';
import { presentFindings } from './publish-messages.ts';
import { chooseLanguages, planPublish } from './publish-request.ts';
import { checkDocument } from './publish-service.ts';
import { foreseeVersion, hideStory } from './publish-storage.ts';

/** Publishing: a version that never changes, made of the draft by a job; and taking the story back. */
export const storyPublish: Feature = {
  job: publishJob,

  registerRoutes(app, context) {
    registerPublish(app, context);
    registerUnpublish(app, context);
    registerJobRoutes(app, context.jobs, {
      kind: storyPublishKind,
      of: 'story',
      routes: storyPublishRoutes,
      document: publishStatusDocument,
      list: publishJobList,
    });
  },
};

function registerPublish(app: ApiApp, { db, blobs, jobs }: FeatureContext): void {
  app.route({
    ...storyPublishRoutes.create,
    schema: {
      params: publishParams,
      headers: createJobHeaders,
      body: publishBody,
      response: { 202: publishStatusDocument },
    },
    handler: (request, reply) => {
      const { account, params, body } = request;
      const ifMatch = request.headers['if-match'];
      const plan = planPublish({ account, ...params, ifMatch, languages: body.languages });
      return requestJob(jobs, { request, reply, plan });
    },
  });

  app.route({
    ...storyPublishRoutes.check,
    schema: {
      params: publishParams,
      querystring: publishCheckQuery,
      response: { 200: publishCheck },
    },
    handler: async (request) => {
      const { storyId, locale } = request.params;
      const story = await requireStory(db, request.account, storyId);
      const documentId = story.draft_document_id;
      const draft = await loadDocument(db, documentId);
      const languages = chooseLanguages(draft, request.query.languages);
      const shown = selectLanguages(draft, languages);
      const { errors, warnings } = await checkDocument({ db, blobs }, documentId, shown);
      return {
        draftRevision: story.draft_revision,
        canBePublished: errors.count === 0,
        ...(await foreseeVersion(db, story, languages)),
        tileCount: draft.tiles.length,
        languages: [...checkStory(draft, 0).languages],
        counts: { errors: errors.count, warnings: warnings.count },
        findings: presentFindings([...errors.findings, ...warnings.findings], locale),
      };
    },
  });
}

function registerUnpublish(app: ApiApp, { db, jobs }: FeatureContext): void {
  app.route({
    ...storyPublishRoutes.unpublish,
    schema: { params: storyParams },
    handler: async (request, reply) => {
      const overtaken = await db.transaction().execute(async (trx) => {
        const story = await lockStory(trx, request.account, request.params.storyId);
        return hideStory(trx, story.id);
      });
      for (const id of overtaken) await cancelJob(jobs.engine, id);
      return reply.code(204).send();
    },
  });
}
