import { DataStore, Upload } from '@tus/server';
import type { WorkContext } from '../feature.ts';
import type { Turn } from './upload-turns.ts';
import { beginUpload, lookAtUpload, receiveUpload, removeUpload } from './uploads-service.ts';

interface UploadRequest {
  readonly work: WorkContext;
  readonly ownerId: string;
  /** The header Upload-Metadata. */
  readonly metadata: string | null;
}

/** What the protocol does to uploads, for one request of one user. */
export class UploadStore extends DataStore {
  override readonly extensions = ['creation', 'creation-with-upload', 'expiration', 'termination'];
  readonly #request: UploadRequest;
  readonly #turn: () => Turn | undefined;
  #sizeBytes = 0;
  #expiresAt: Date | undefined;
  #metadata: string | null = null;

  /** `turn` is of the request, once it has one. */
  constructor(request: UploadRequest, turn: () => Turn | undefined) {
    super();
    this.#request = request;
    this.#turn = turn;
  }

  /** What the protocol has to say about the upload beside its size and offset. */
  get headers(): Record<string, string> {
    return {
      ...(this.#expiresAt && { 'upload-expires': this.#expiresAt.toUTCString() }),
      ...(this.#metadata !== null && { 'upload-metadata': this.#metadata }),
    };
  }

  override async create(upload: Upload): Promise<Upload> {
    const { work, ownerId, metadata } = this.#request;
    const { id, size: sizeBytes = 0, metadata: values = {} } = upload;
    this.#expiresAt = await beginUpload(work, { id, ownerId, sizeBytes, metadata, values });
    this.#sizeBytes = sizeBytes;
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const { work, ownerId } = this.#request;
    const upload = await lookAtUpload(work, ownerId, id);
    const { safeBytes: offset, size_bytes: size } = upload;
    this.#sizeBytes = size;
    this.#expiresAt = offset < size ? upload.expires_at : undefined;
    this.#metadata = upload.metadata;
    return new Upload({ id, size, offset, creation_date: upload.created_at.toISOString() });
  }

  override async write(
    content: AsyncIterable<Uint8Array>,
    uploadId: string,
    offset: number,
  ): Promise<number> {
    const sizeBytes = this.#sizeBytes;
    const passed = this.#turn()?.pass(content) ?? content;
    const safe = await receiveUpload(this.#request.work, {
      uploadId,
      sizeBytes,
      offset,
      content: passed,
    });
    const safeBytes = safe?.bytes ?? offset;
    this.#expiresAt = safeBytes < sizeBytes ? (safe?.expiresAt ?? this.#expiresAt) : undefined;
    return safeBytes;
  }

  override remove(uploadId: string): Promise<void> {
    return removeUpload(this.#request.work, uploadId);
  }
}
