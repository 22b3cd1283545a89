import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

/** What the build writes where each answer has a nonce of its own. */
const nonceInPage = 'csp-nonce';

/**
 * Serves the studio from the folder that its build has filled: the files as they are, and its page for every other
 * address that a browser goes to, since the studio has the addresses of its pages itself.
 */
export async function registerWebApp(app: FastifyInstance, folder: string): Promise<void> {
  const page = await readFile(join(folder, 'index.html'), 'utf8');
  await app.register(fastifyStatic, {
    root: folder,
    index: false,
    decorateReply: false,
    // Each file is a route of its own, so that nothing else in the folder can be asked for.
    wildcard: false,
    globIgnore: ['index.html', '**/*.br', '**/*.gz', '**/*.unfinished'],
    preCompressed: true,
    cacheControl: false,
    setHeaders(response, path) {
      response.header('x-content-type-options', 'nosniff');
      response.header('cache-control', cachingOf(path));
    },
  });
  app.get('/*', { schema: { hide: true } }, async (request, reply) => {
    if (!isVisit(request.url, request.headers.accept)) return reply.callNotFound();
    const nonce = randomBytes(16).toString('base64');
    return reply
      .type('text/html; charset=utf-8')
      .header('cache-control', 'no-store')
      .header('content-security-policy', policy(nonce))
      .header('cross-origin-opener-policy', 'same-origin')
      .header('referrer-policy', 'same-origin')
      .header('x-content-type-options', 'nosniff')
      .send(page.replaceAll(nonceInPage, nonce));
  });
}

/** The build names files by their content, so these never change. */
function cachingOf(path: string): string {
  return /-[\w-]{8}\.\w+(\.br|\.gz)?$/.test(path)
    ? 'public, max-age=31536000, immutable'
    : 'no-cache';
}

function isVisit(url: string, accept = ''): boolean {
  // Anyone can ask for what is no address.
  const parsed = URL.parse(url, 'http://localhost');
  return parsed !== null && !/^\/api(\/|$)/.test(parsed.pathname) && /text\/html/.test(accept);
}

/**
 * Nothing from another host, no script in the page, styles only from files and from Angular, which has the nonce
 * (Content Security Policy Level 3).
 */
function policy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}
