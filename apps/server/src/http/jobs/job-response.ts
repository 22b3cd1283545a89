import type { JobStatusDocument } from '@taleport/contracts/jobs';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { contentEtag } from '../content-etag.ts';
import { isNotModified } from '../not-modified.ts';

/**
 * Sends a status document with the headers that polling goes by: `ETag`, and `Retry-After` while the job is active. A
 * status that the client has already is answered with 304.
 */
export function sendJob(request: FastifyRequest, reply: FastifyReply, document: JobStatusDocument) {
  const etag = contentEtag(document);
  reply.header('etag', etag).header('cache-control', 'private, no-cache');
  if (document.status === 'Queued' || document.status === 'Running') {
    reply.header('retry-after', String(pollAfterSeconds(document)));
  }
  if (reply.statusCode === 202) reply.header('location', document.links.self);
  if (request.method === 'GET' && isNotModified(request, etag)) return reply.code(304).send();
  return reply.send(document);
}

/** A second at first, and up to five for a job that has been on its way for long. */
function pollAfterSeconds({ queuedAtUtc }: JobStatusDocument): number {
  const ageSeconds = (Date.now() - Date.parse(queuedAtUtc)) / 1000;
  return Math.min(5, Math.max(1, Math.ceil(ageSeconds / 10)));
}
