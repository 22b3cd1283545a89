import fastifySwagger from '@fastify/swagger';
import fastifySwaggerUi from '@fastify/swagger-ui';
import { problem } from '@taleport/contracts/problem';
import type { FastifyInstance } from 'fastify';
import { jsonSchemaTransform } from 'fastify-type-provider-zod';
import { z } from 'zod';

const description = `What is not for everybody needs the cookie of a session or a bearer token. \`POST /api/auth/sign-in/email\` with
\`{ email, password }\` gives both: the cookie, and the token in the header \`set-auth-token\`. Errors are problem documents
(RFC 9457) with a stable \`code\`. Long operations are jobs: the request answers 202 with a status document, whose
\`links\` lead on.`;

/** Part of the schema of a route that nobody has to sign in for. */
export const forEverybody: { security: [] } = { security: [] };

/** Serves the description of every route that is registered from here on (OpenAPI 3.1), and a page to try them. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Taleport', version: '1', description },
      security: [{ session: [] }, { token: [] }],
      components: {
        securitySchemes: {
          session: { type: 'apiKey', in: 'cookie', name: 'better-auth.session_token' },
          token: { type: 'http', scheme: 'bearer' },
        },
      },
    },
    transform: jsonSchemaTransform,
    transformObject: (document) =>
      'openapiObject' in document ? withProblems(document.openapiObject) : document.swaggerObject,
  });
  app.addHook('onRoute', (route) => {
    const { summary } = route as { summary?: unknown };
    if (typeof summary !== 'string') return;
    route.schema = { tags: [tagOf(route.url)], summary, ...route.schema };
  });
  app.get('/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  await app.register(fastifySwaggerUi, {
    routePrefix: '/api/docs',
    staticCSP: true,
    theme: {
      title: 'Taleport API',
      css: [{ filename: 'taleport.css', content: '.swagger-ui .topbar { display: none }' }],
    },
    uiConfig: { docExpansion: 'list', deepLinking: true },
  });
}

/** What a route is about: the part of a story, or the area of the address. */
function tagOf(url: string): string {
  const parts = url.split('/').filter((part) => part !== '' && !part.startsWith(':'));
  const [, area = '', detail = ''] = parts;
  const found = /^(draft|versions|media|export|fork|publi)/.exec(detail);
  if (area !== 'stories' || !found) return area;
  return found[0] === 'publi' ? 'publish' : found[0];
}

type OpenApi = Partial<ReturnType<FastifyInstance['swagger']>> & {
  readonly paths?: Record<string, Record<string, { responses?: Record<string, unknown> }>>;
};

/** Any route can answer with a problem document. */
function withProblems<Document extends object>(document: Document): Document {
  const content = { 'application/problem+json': { schema: z.toJSONSchema(problem) } };
  const failed = { description: 'A problem document', content };
  for (const operations of Object.values((document as OpenApi).paths ?? {})) {
    for (const operation of Object.values(operations)) {
      operation.responses = { ...operation.responses, default: failed };
    }
  }
  return document;
}
