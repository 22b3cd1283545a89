import { createJobHeaders, ownJobParams } from '@taleport/contracts/jobs';
import { storyImportKind, storyImportRoutes } from '@taleport/contracts/routes/story-import';
import {
  applyImportParams,
  createImportBody,
  createImportParams,
  importDecision,
  importJobList,
  importStatusDocument,
} from '@taleport/contracts/story-import';
import type { ApiApp } from '../../http/api-app.ts';
import { findJob } from '../../http/jobs/find-jobs.ts';
import { registerJobRoutes } from '../../http/jobs/job-routes.ts';
import { requestJob } from '../../http/jobs/request-job.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { forgetImport } from './forget-import.ts';
import { importJob } from './import-job.ts';
import { planApply, planCheck } from './import-request.ts';
import { undoImport } from './undo-import.ts';

/** Import: a package that was uploaded is checked by a job, and its author decides what another job makes of it. */
export const storyImport: Feature = {
  job: importJob,

  registerRoutes(app, context) {
    registerRequests(app, context);
    registerUndo(app, context);
    registerForget(app, context);
    registerJobRoutes(app, context.jobs, {
      kind: storyImportKind,
      of: 'account',
      routes: storyImportRoutes,
      document: importStatusDocument,
      list: importJobList,
    });
  },
};

function registerRequests(app: ApiApp, { jobs }: FeatureContext): void {
  app.route({
    ...storyImportRoutes.create,
    schema: {
      params: createImportParams,
      headers: createJobHeaders,
      body: createImportBody,
      response: { 202: importStatusDocument },
    },
    handler: (request, reply) => {
      const { account, params, body } = request;
      const plan = planCheck({ account, ...params, ...body });
      return requestJob(jobs, { request, reply, plan });
    },
  });

  app.route({
    ...storyImportRoutes.apply,
    schema: {
      params: applyImportParams,
      headers: createJobHeaders,
      body: importDecision,
      response: { 202: importStatusDocument },
    },
    handler: (request, reply) => {
      const { account, params, body } = request;
      const plan = planApply({ account, ...params, decision: body });
      return requestJob(jobs, { request, reply, plan });
    },
  });
}

function registerUndo(app: ApiApp, { db, jobs }: FeatureContext): void {
  app.route({
    ...storyImportRoutes.undo,
    schema: { params: ownJobParams, response: { 200: importStatusDocument } },
    handler: async (request) => {
      const find = () => findJob(db, request.account, { kind: storyImportKind, ...request.params });
      const { id } = await find();
      await undoImport(jobs.engine, id);
      return importStatusDocument.parse(jobs.present(request, await find()));
    },
  });
}

function registerForget(app: ApiApp, { db, jobs }: FeatureContext): void {
  app.route({
    ...storyImportRoutes.forget,
    schema: { params: ownJobParams },
    handler: async (request, reply) => {
      const { account, params } = request;
      const { id } = await findJob(db, account, { kind: storyImportKind, ...params });
      await forgetImport(jobs.engine, id);
      return reply.code(204).send();
    },
  });
}
