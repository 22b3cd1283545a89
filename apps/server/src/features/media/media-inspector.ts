import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { MediaCode, UploadedMedia } from '@taleport/contracts/media';
import { detectMediaType, mediaHeadBytes } from '@taleport/story-archive';
import { type MediaKind, type MediaType, mediaTypes } from '@taleport/story-model';

import { HttpProblem } from '../../http/problem.ts';

/** Looks at an upload while it passes: type by its first bytes, size, SHA-256 and CRC-32. */
export class MediaInspector {
  readonly #maxBytes: Readonly<Record<MediaKind, number>>;
  readonly #sha256 = createHash('sha256');
  #crc32 = 0;
  #sizeBytes = 0;
  #mediaType: MediaType | undefined;

  constructor(maxBytes: Readonly<Record<MediaKind, number>>) {
    this.#maxBytes = maxBytes;
  }

  /** The same bytes. Throws the problem of an upload that is empty, of a type that stories cannot hold, or too large. */
  async *pass(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let head: Uint8Array[] = [];
    for await (const bytes of content) {
      this.#count(bytes);
      if (this.#mediaType) {
        this.#checkSize(this.#mediaType);
        yield bytes;
        continue;
      }
      head.push(bytes);
      if (this.#sizeBytes < mediaHeadBytes) continue;
      yield* await this.#recognise(head);
      head = [];
    }
    if (!this.#mediaType) yield* await this.#recognise(head);
  }

  /** What was found, after everything has passed. */
  finding(): UploadedMedia {
    if (!this.#mediaType) throw new TypeError('Nothing has passed yet');
    return {
      sha256: this.#sha256.digest('hex'),
      crc32: this.#crc32,
      sizeBytes: this.#sizeBytes,
      mediaType: this.#mediaType,
    };
  }

  #count(bytes: Uint8Array): void {
    this.#sha256.update(bytes);
    this.#crc32 = crc32(bytes, this.#crc32);
    this.#sizeBytes += bytes.length;
  }

  async #recognise(head: readonly Uint8Array[]): Promise<readonly Uint8Array[]> {
    if (this.#sizeBytes === 0) {
      throw new HttpProblem<MediaCode>({
        status: 400,
        code: 'media_empty',
        detail: 'The file is empty.',
      });
    }
    const mediaType = await detectMediaType(Buffer.concat(head));
    if (!mediaType) throw unsupported();
    this.#mediaType = mediaType;
    this.#checkSize(mediaType);
    return head;
  }

  #checkSize(mediaType: MediaType): void {
    const { kind } = mediaTypes[mediaType];
    const maxBytes = this.#maxBytes[kind];
    if (this.#sizeBytes <= maxBytes) return;
    throw new HttpProblem<MediaCode>({
      status: 413,
      code: 'media_too_large',
      detail: `A file of kind ${kind} can have ${Math.floor(maxBytes / 1_000_000)} MB at most. Make it smaller, then upload it again.`,
    });
  }
}

function unsupported(): HttpProblem<MediaCode> {
  return new HttpProblem<MediaCode>({
    status: 415,
    code: 'media_type_unsupported',
    detail:
      'Stories hold pictures as JPEG, PNG, WebP, GIF or AVIF, audio as MP3, M4A, Ogg, WebM or WAV, and video as MP4 or WebM; the content of this file is none of them.',
  });
}
