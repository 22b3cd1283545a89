import { createJobHeaders, jobParams } from '@taleport/contracts/jobs';
import { storyExportKind, storyExportRoutes } from '@taleport/contracts/routes/story-export';
import {
  createDraftExportBody,
  createExportBody,
  createExportParams,
  exportEstimate,
  exportEstimateQuery,
  exportJobList,
  exportStatusDocument,
} from '@taleport/contracts/story-export';
import type { ApiApp } from '../../http/api-app.ts';
import { findJob } from '../../http/jobs/find-jobs.ts';
import { registerJobRoutes } from '../../http/jobs/job-routes.ts';
import { requestJob } from '../../http/jobs/request-job.ts';
import type { Feature, FeatureContext } from '../feature.ts';
import { exportDownload } from './export-download.ts';
import { estimateExport } from './export-estimate.ts';
import { exportJob } from './export-job.ts';
import { planExport, readRequest } from './export-request.ts';
import { lostPackagesSweep } from './export-sweep.ts';

/** Full Export: the package of a published version or of the draft, made by a job. */
export const storyExport: Feature = {
  job: exportJob,
  sweeps: (context) => [lostPackagesSweep(context)],

  registerRoutes(app, context) {
    registerRequests(app, context);
    registerEstimate(app, context);
    registerDownload(app, context);
    registerJobRoutes(app, context.jobs, {
      kind: storyExportKind,
      of: 'story',
      routes: storyExportRoutes,
      document: exportStatusDocument,
      list: exportJobList,
    });
  },
};

function registerRequests(app: ApiApp, { blobs, jobs }: FeatureContext): void {
  app.route({
    ...storyExportRoutes.create,
    schema: {
      params: createExportParams,
      headers: createJobHeaders,
      body: createExportBody,
      response: { 202: exportStatusDocument },
    },
    handler: (request, reply) => {
      const { account, params, body } = request;
      const { version, ...options } = body;
      const source = { isDraft: false, version } as const;
      const plan = planExport(blobs, { account, ...params, options, source });
      return requestJob(jobs, { request, reply, plan });
    },
  });

  app.route({
    ...storyExportRoutes.createDraft,
    schema: {
      params: createExportParams,
      headers: createJobHeaders,
      body: createDraftExportBody,
      response: { 202: exportStatusDocument },
    },
    handler: (request, reply) => {
      const { account, params, body } = request;
      const source = { isDraft: true } as const;
      const plan = planExport(blobs, { account, ...params, options: body, source });
      return requestJob(jobs, { request, reply, plan });
    },
  });
}

function registerEstimate(app: ApiApp, { db }: FeatureContext): void {
  app.route({
    ...storyExportRoutes.estimate,
    schema: {
      params: createExportParams,
      querystring: exportEstimateQuery,
      response: { 200: exportEstimate },
    },
    handler: async ({ account, params, query }) => {
      const { draft, version, languages, ...include } = query;
      const { documentId, input } = await readRequest(db, {
        account,
        ...params,
        options: { include, languages, onMissing: 'fail' },
        source: draft ? { isDraft: true } : { isDraft: false, version },
      });
      return estimateExport(db, documentId, input);
    },
  });
}

function registerDownload(app: ApiApp, context: FeatureContext): void {
  app.route({
    ...storyExportRoutes.download,
    schema: { params: jobParams },
    handler: async (request, reply) => {
      const job = await findJob(context.db, request.account, {
        kind: storyExportKind,
        ...request.params,
      });
      const link = await exportDownload(context, job);
      return reply.header('cache-control', 'no-store').redirect(link, 303);
    },
  });
}
