import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from './problem.ts';

/** What Node gives a whole request by itself. Fastify takes that away, and uploads may be as long as they need. */
const bodyWithinMs = 5 * 60_000;

/**
 * Hangs up on whoever has not sent all of a body in time that is kept until it is complete: a byte a minute would hold a connection for
 * weeks. A body that is passed on as it comes has no limit but silence.
 */
export function refuseSlowBodies(app: FastifyInstance, withinMs = bodyWithinMs): void {
  const timers = new WeakMap<FastifyRequest, NodeJS.Timeout>();
  const stop = async (request: FastifyRequest) => clearTimeout(timers.get(request));
  app.addHook('preParsing', async (request) => {
    if (request.method === 'GET' || request.method === 'HEAD') return;
    const problem = new HttpProblem({
      status: 408,
      code: 'body_too_slow',
      detail: 'The body did not come in time.',
      retryable: true,
    });
    timers.set(
      request,
      setTimeout(() => request.raw.destroy(problem), withinMs),
    );
  });
  // Here the body is complete, or the stream that it is.
  app.addHook('preValidation', stop);
  app.addHook('onResponse', stop);
}
