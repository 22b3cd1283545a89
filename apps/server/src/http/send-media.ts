import type { FastifyReply, FastifyRequest } from 'fastify';
import { mediaBlobKey } from '../infrastructure/blob-keys.ts';
import type { BlobStore } from '../infrastructure/blob-store.ts';
import { notFound } from './problem.ts';
import { sendBlob } from './ranged-response.ts';

interface ServedMedia {
  readonly blobs: BlobStore;
  readonly sha256: string;
  /** Undefined where whoever asks cannot have it. */
  readonly file: { readonly media_type: string; readonly size_bytes: number } | undefined;
  readonly cacheControl: string;
}

/**
 * Sends a media file, or the range of it that was asked for. Throws the 404 problem also where the store has it cut
 * short: half a picture is kept for ever by whoever gets it.
 */
export async function sendMedia(request: FastifyRequest, reply: FastifyReply, media: ServedMedia) {
  const { blobs, sha256, file, cacheControl } = media;
  const key = mediaBlobKey(sha256);
  const stored = file && (await blobs.stat(key));
  if (!file || stored?.sizeBytes !== file.size_bytes) throw notFound('media file');
  reply.header('cache-control', cacheControl);
  return sendBlob(request, reply, {
    blobs,
    key,
    sizeBytes: file.size_bytes,
    mediaType: file.media_type,
    etag: `"${sha256}"`,
  });
}
