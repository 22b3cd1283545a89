import type { FastifyInstance } from 'fastify';

/** One line for each answer. Only the path is logged: a query may hold the signature of a link. */
export function logRequests(app: FastifyInstance): void {
  app.addHook('onResponse', async (request, reply) => {
    request.log.info(
      {
        method: request.method,
        path: request.url.split('?')[0],
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
        ...(request.account && { userId: request.account.id }),
      },
      'request',
    );
  });
}
