import type { Account } from '@taleport/contracts/accounts';
import { jobPageQuery, jobParams } from '@taleport/contracts/jobs';
import {
  createDraftExportBody,
  createExportBody,
  createExportParams,
  exportJobList,
  exportStatusDocument,
  storyExportKind,
  storyExportRoutes,
} from '@taleport/contracts/story-export';
import type { FastifyRequest } from 'fastify';
import type { ApiApp } from '../../http/api-app.ts';
import { findJob, listJobs } from '../../http/find-jobs.ts';
import { sendJob } from '../../http/job-response.ts';
import { requireStory } from '../../http/story-access.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { exportDownload } from './export-download.ts';
import { exportJobKind } from './export-job.ts';
import { presentExport } from './export-presenter.ts';
import { requestExport } from './export-request.ts';

/** Full Export: the package of a published version or of the draft, made by a job. */
export const storyExport: Feature = {
  jobKind: exportJobKind,

  registerRoutes(app, context) {
    registerRequests(app, context);
    registerStatus(app, context);
  },
};

function registerRequests(app: ApiApp, context: FeatureContext): void {
  app.route({
    ...storyExportRoutes.create,
    schema: {
      params: createExportParams,
      body: createExportBody,
      response: { 202: exportStatusDocument },
    },
    handler: async (request, reply) => {
      const { version, ...options } = request.body;
      const row = await requestExport(context.db, {
        account: request.account,
        ...request.params,
        options,
        source: { isDraft: false, version },
      });
      return sendJob(request, reply.code(202), presentExport(row, presentation(request, context)));
    },
  });

  app.route({
    ...storyExportRoutes.createDraft,
    schema: {
      params: createExportParams,
      body: createDraftExportBody,
      response: { 202: exportStatusDocument },
    },
    handler: async (request, reply) => {
      const row = await requestExport(context.db, {
        account: request.account,
        ...request.params,
        options: request.body,
        source: { isDraft: true },
      });
      return sendJob(request, reply.code(202), presentExport(row, presentation(request, context)));
    },
  });
}

function registerStatus(app: ApiApp, context: FeatureContext): void {
  app.route({
    ...storyExportRoutes.list,
    schema: {
      params: createExportParams.pick({ storyId: true }),
      querystring: jobPageQuery,
      response: { 200: exportJobList },
    },
    handler: async (request) => {
      await requireStory(context.db, request.account, request.params.storyId);
      const page = await listJobs(context.db, request.account, {
        kind: storyExportKind,
        ...request.params,
        ...request.query,
      });
      const present = presentation(request, context);
      return { ...page, jobs: page.jobs.map((row) => presentExport(row, present)) };
    },
  });

  app.route({
    ...storyExportRoutes.status,
    schema: { params: jobParams, response: { 200: exportStatusDocument } },
    handler: async (request, reply) => {
      const row = await findExport(context, request.account, request.params);
      return sendJob(request, reply, presentExport(row, presentation(request, context)));
    },
  });

  app.route({
    ...storyExportRoutes.download,
    schema: { params: jobParams },
    handler: async (request, reply) => {
      const row = await findExport(context, request.account, request.params);
      const link = await exportDownload(context, row);
      return reply.header('cache-control', 'no-store').redirect(link, 303);
    },
  });
}

interface ExportAddress {
  readonly storyId: string;
  readonly jobId: string;
}

function findExport({ db }: FeatureContext, account: Account, address: ExportAddress) {
  return findJob(db, account, { kind: storyExportKind, ...address });
}

function presentation(request: FastifyRequest, { publicBase, settings }: FeatureContext) {
  return { base: publicBase(request), maxAttempts: settings.maxAttempts };
}
