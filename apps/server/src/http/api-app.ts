import { jsonOutline, storyLimits } from '@taleport/story-model';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type RawReplyDefaultExpression,
  type RawRequestDefaultExpression,
  type RawServerDefault,
} from 'fastify';
import {
  serializerCompiler,
  validatorCompiler,
  type ZodTypeProvider,
} from 'fastify-type-provider-zod';
import type { Logger } from 'pino';
import type { Metrics } from '../infrastructure/metrics.ts';
import { handleErrors } from './error-handler.ts';
import { isOwnHost } from './loopback.ts';
import { measureRequests } from './measure-requests.ts';
import { describeApi } from './openapi.ts';
import { HttpProblem } from './problem.ts';
import { logRequests } from './request-log.ts';
import { refuseSlowBodies } from './slow-bodies.ts';

export type ApiApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>;

const maxBodyBytes = 64 * 1024;
/** A connection on which nothing moves for so long is closed: what was stalled can be resumed or sent again. */
const idleMs = 60_000;

interface AppSettings {
  readonly log: Logger;
  readonly metrics: Metrics;
  /** The addresses of proxies whose headers are believed. */
  readonly trustProxy?: string | undefined;
  /** Whether it answers only to hosts that nobody else can give out. */
  readonly hasOwnHostsOnly: boolean;
}

/** An empty application with what every route shares: validation, problem documents, request log, OpenAPI. */
export async function createApiApp(settings: AppSettings): Promise<ApiApp> {
  const { log, metrics, trustProxy, hasOwnHostsOnly } = settings;
  const app = fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    connectionTimeout: idleMs,
    trustProxy: trustProxy ?? false,
    routerOptions: { maxParamLength: 300 },
    forceCloseConnections: 'idle',
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  measureRequests(app, metrics);
  handleErrors(app);
  refuseBadHosts(app, hasOwnHostsOnly);
  refuseSlowBodies(app);
  logRequests(app);
  readJson(app);
  await describeApi(app);
  return app;
}

/** Answers what was asked; who is slower than this can ask again. */
const closeWithinMs = 3_000;

/** Takes no more requests, and resolves when those that are here are answered or were given up. */
export async function closeApp(app: ApiApp): Promise<void> {
  const hurry = setTimeout(() => app.server.closeAllConnections(), closeWithinMs);
  // A connection whose last answer ends only now is kept open by its client for another request.
  const tidy = setInterval(() => app.server.closeIdleConnections(), 50);
  await app.close().finally(() => {
    clearTimeout(hurry);
    clearInterval(tidy);
  });
}

/** Addresses in answers are made of the host that was asked, so it has to be one. */
function refuseBadHosts(app: FastifyInstance, hasOwnHostsOnly: boolean): void {
  app.addHook('onRequest', async (request) => {
    const url = URL.parse(`${request.protocol}://${request.host}`);
    if (!url) throw badHost('The header Host does not name a host.');
    if (!hasOwnHostsOnly || isOwnHost(url.hostname)) return;
    throw badHost(
      'This server answers only to localhost and to addresses. Set PUBLIC_URL to the address under which browsers reach it.',
    );
  });
}

function badHost(detail: string): HttpProblem {
  return new HttpProblem({ status: 400, code: 'bad_request', detail });
}

/** A POST whose every field is optional may come with no body at all, whatever its content type says. */
function readJson(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    const text = body as string;
    if (text.length === 0) done(null, undefined);
    else if (hasTooManyValues(text)) done(tooManyValues());
    else void parse(request, text, done);
  });
}

/** Counted before anything is made of them: a value of two letters becomes an object of fifty bytes. */
function hasTooManyValues(text: string): boolean {
  if (text.length <= storyLimits.jsonValues) return false;
  return jsonOutline(text).values > storyLimits.jsonValues;
}

function tooManyValues(): HttpProblem {
  return new HttpProblem({
    status: 413,
    code: 'body_too_large',
    detail: `The body has more than ${storyLimits.jsonValues} values. Make two stories of it.`,
  });
}
