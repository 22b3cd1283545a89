import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import parseRange from 'range-parser';
import type { BlobStore, ByteRange } from '../infrastructure/blob-store.ts';
import { isNotModified } from './not-modified.ts';
import { HttpProblem } from './problem.ts';

interface ServedBlob {
  readonly blobs: BlobStore;
  readonly key: string;
  readonly sizeBytes: number;
  readonly mediaType: string;
  /** Strong: the same for the same bytes. In quotes. */
  readonly etag: string;
}

/**
 * Sends a blob, or the one range of it that was asked for (RFC 9110, sections 13 and 14): `If-None-Match`, `Range` and
 * `If-Range` with an entity tag. A request for several ranges gets the whole, as section 14.2 allows.
 */
export function sendBlob(request: FastifyRequest, reply: FastifyReply, blob: ServedBlob) {
  reply
    .header('etag', blob.etag)
    .header('accept-ranges', 'bytes')
    .header('x-content-type-options', 'nosniff')
    .header('content-security-policy', "default-src 'none'; sandbox");
  if (isNotModified(request, blob.etag)) return reply.code(304).send();

  const range = requestedRange(request, blob);
  const length = range ? range.end - range.start + 1 : blob.sizeBytes;
  if (range) {
    reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${blob.sizeBytes}`);
  }
  reply.header('content-type', blob.mediaType).header('content-length', length);
  // An empty stream keeps the length that a GET would have.
  if (request.method === 'HEAD') return reply.send(Readable.from([]));
  const bytes = exactly(length, blob.blobs.read(blob.key, range));
  return reply.send(Readable.from(bytes, { objectMode: false }));
}

/**
 * A file that turns out shorter than was announced ends the connection: what comes next on it would be taken for the rest.
 */
async function* exactly(length: number, content: AsyncIterable<Uint8Array>) {
  let sent = 0;
  for await (const bytes of content) {
    sent += bytes.length;
    yield bytes;
  }
  if (sent !== length) throw new Error(`The file ended after ${sent} of ${length} bytes`);
}

function requestedRange(request: FastifyRequest, blob: ServedBlob): ByteRange | undefined {
  const { range, 'if-range': ifRange } = request.headers;
  // For any method but GET there are no ranges (section 14.2).
  if (request.method !== 'GET') return undefined;
  if (range === undefined || !range.startsWith('bytes=')) return undefined;
  if (ifRange !== undefined && ifRange !== blob.etag) return undefined;
  const ranges = parseRange(blob.sizeBytes, range);
  if (typeof ranges === 'number') {
    throw new HttpProblem({
      status: 416,
      code: 'range_not_satisfiable',
      detail: `The range cannot be read or lies outside of the file, which has ${blob.sizeBytes} bytes.`,
      headers: { 'content-range': `bytes */${blob.sizeBytes}` },
    });
  }
  return ranges.length === 1 ? ranges[0] : undefined;
}
