import type { IncomingMessage } from 'node:http';
import type { UploadedMedia } from '@taleport/contracts/media';
import type { MediaKind } from '@taleport/story-model';
import { HttpProblem } from '../../http/problem.ts';
import type { BlobStore } from '../../infrastructure/blob-store.ts';
import type { Db } from '../../infrastructure/database/database.ts';
import { keepMedia } from '../../infrastructure/keep-media.ts';
import { MediaInspector } from './media-inspector.ts';

interface Upload {
  readonly db: Db;
  readonly blobs: BlobStore;
  readonly ownerId: string;
  readonly content: AsyncIterable<Uint8Array>;
  readonly maxBytes: Readonly<Record<MediaKind, number>>;
}

/** Stores the body of a request. What is left of one that is refused is read away: browsers read no answer before they have written all. */
export async function uploadBody(
  body: IncomingMessage,
  upload: Omit<Upload, 'content'>,
): Promise<UploadedMedia> {
  try {
    return await uploadMedia({ ...upload, content: body.iterator({ destroyOnReturn: false }) });
  } catch (error) {
    readAway(body, Math.max(...Object.values(upload.maxBytes)));
    throw error;
  }
}

/** Stores an upload under the hash of its content and lets its owner use it. */
export async function uploadMedia(upload: Upload): Promise<UploadedMedia> {
  const { blobs } = upload;
  const inspector = new MediaInspector(upload.maxBytes);
  const staged = await blobs.stage(inspector.pass(received(upload.content)));
  const media = inspector.finding();
  await keepMedia(upload, [{ staged, media }]);
  return media;
}

/** A connection that breaks off is the sender's doing. */
async function* received(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* content;
  } catch (error) {
    throw new HttpProblem({
      status: 400,
      code: 'bad_request',
      detail: 'The upload broke off before its end. Send it again.',
      retryable: true,
      cause: error,
    });
  }
}

/** Who sends more than the longest file is cut off. */
function readAway(body: IncomingMessage, maxBytes: number): void {
  let readBytes = 0;
  body.on('error', () => undefined);
  body.on('data', (bytes: Uint8Array) => {
    readBytes += bytes.length;
    if (readBytes > maxBytes) body.destroy();
  });
  body.resume();
}
