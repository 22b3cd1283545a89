import { Readable } from 'node:stream';
import { type JobRequestCode, jobList, jobListQuery } from '@taleport/contracts/jobs';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { listJobs, type RankedJobRow } from '../../http/jobs/find-jobs.ts';
import { HttpProblem } from '../../http/problem.ts';
import type { Feature } from '../feature.ts';
import { jobEvents } from './job-events.ts';
import { registerQueues } from './queues-endpoint.ts';
import { StreamPlaces } from './stream-places.ts';

/** The jobs of an account, of every kind and every story, as a list and as a stream of their changes. */
export const jobStatus: Feature = {
  registerRoutes(app, { db, jobs }) {
    const places = new StreamPlaces();
    app.route({
      ...jobRoutes.list,
      schema: { querystring: jobListQuery, response: { 200: jobList } },
      handler: async (request) => {
        const { scope, ...filter } = request.query;
        const ofAll = scope === 'all';
        if (ofAll && request.account.role !== 'admin') throw forAdmins();
        const page = await listJobs(db, request.account, { ...filter, ofAll });
        const present = (row: RankedJobRow) => ({
          ...jobs.present(request, row),
          ...(ofAll && { requestedByEmail: row.requested_by_email }),
        });
        return { ...page, jobs: page.jobs.map(present) };
      },
    });

    app.route({
      ...jobRoutes.events,
      schema: { hide: true },
      handler: async (request, reply) => {
        const { account } = request;
        const { changes } = jobs;
        const events = places.hold(account.id, (ended) =>
          jobEvents({
            db,
            account,
            changes: { ...changes, closing: AbortSignal.any([changes.closing, ended]) },
            present: (row) => jobs.present(request, row),
          }),
        );
        return (
          reply
            .header('content-type', 'text/event-stream')
            .header('cache-control', 'private, no-store')
            // Proxies that gather an answer before they pass it on would keep the events.
            .header('x-accel-buffering', 'no')
            .send(Readable.from(events, { objectMode: false, highWaterMark: 0 }))
        );
      },
    });

    registerQueues(app, jobs.engine);
  },
};

function forAdmins(): HttpProblem<JobRequestCode> {
  return new HttpProblem<JobRequestCode>({
    status: 403,
    code: 'for_admins',
    detail: 'Only an admin can see the jobs of everyone. Leave "scope" out to see your own.',
  });
}
