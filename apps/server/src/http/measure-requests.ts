import { finished } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../infrastructure/metrics.ts';

/** Tells of every answer, once it is sent or its client has left. Only the template of the route is told: a path has ids in it. */
export function measureRequests(app: FastifyInstance, metrics: Metrics): void {
  app.addHook('onRequest', async (request, reply) => {
    const startedAt = performance.now();
    finished(reply.raw, (error) => {
      metrics.requestAnswered({
        method: request.method,
        route: request.routeOptions.url,
        status: reply.raw.statusCode,
        isAborted: error != null,
        ms: performance.now() - startedAt,
      });
    });
  });
}
