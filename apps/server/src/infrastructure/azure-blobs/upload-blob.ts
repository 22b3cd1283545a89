import { createHash, randomUUID } from 'node:crypto';
import { crc32 } from 'node:zlib';
import pMap from 'p-map';
import { askStorage } from '../azure-account/ask-storage.ts';
import { BlobStoreError, type StagedBlob } from '../blob-store.ts';
import { readError, writeError } from './blob-errors.ts';
import type { BlobService } from './blob-service.ts';
import { readInto } from './read-blob.ts';
import type { SignRead } from './sign-read.ts';
import {
  type BlockTarget,
  blockId,
  CopyRefusedError,
  type CopySource,
  copyBlock,
  putBlock,
  removeBlob,
} from './write-blocks.ts';

export interface BlobAccess {
  readonly service: BlobService;
  readonly signRead: SignRead;
}

/** What the metadata of a blob says of its content, as it was when it was received. Absent where another program wrote it. */
export interface ContentHashes {
  readonly sha256: string;
  readonly crc32: string;
}

export function crcText(crc: number): string {
  return crc.toString(16).padStart(8, '0');
}

/** One is sent while the next comes in, so an upload needs memory for two; 50,000 of them are 200 GB. */
const uploadBlockBytes = 4 * 1024 * 1024;
const copyBytes = 64 * 1024 * 1024;
const copiesAtOnce = 8;

/** Receives content into a blob without a key. Throws BlobStoreError `full`. */
export async function stageUpload(
  { service }: BlobAccess,
  content: AsyncIterable<Uint8Array>,
): Promise<StagedBlob> {
  const id = randomUUID();
  const target: BlockTarget = { blob: service.blob(service.stagedKey(id)), key: id };
  const sha256 = createHash('sha256');
  const ids: string[] = [];
  let crc = 0;
  let sizeBytes = 0;
  let sending: Promise<void> = Promise.resolve();
  try {
    for await (const block of blocksOf(content)) {
      sha256.update(block);
      crc = crc32(block, crc);
      const name = blockId({ contentHash: id, offset: sizeBytes, sizeBytes: block.length });
      ids.push(name);
      sizeBytes += block.length;
      await sending;
      sending = putBlock(target, name, block);
      // It is thrown where it is waited for.
      sending.catch(() => undefined);
    }
    await sending;
    await commit(target, ids, { sha256: sha256.digest('hex'), crc32: crcText(crc) });
    return { id, sizeBytes };
  } catch (error) {
    await Promise.allSettled([sending]);
    // What stays although this fails goes by itself after a week.
    await Promise.allSettled([removeBlob(target)]);
    throw error;
  }
}

/** Gives staged content its key: the service copies it, and one commit shows it. Throws BlobStoreError `missing`. */
export async function promoteUpload(
  access: BlobAccess,
  { id }: StagedBlob,
  key: string,
): Promise<void> {
  const target: BlockTarget = { blob: access.service.blob(key), key };
  const upload = await findUpload(access, id);
  const ids = await copyUpload(access, upload, target).catch((error: unknown) => {
    if (!(error instanceof CopyRefusedError)) throw error;
    return passUpload(access, upload, target);
  });
  await commit(target, ids, upload.hashes);
  // If this fails, the clean-up of lost media finds it.
  await Promise.allSettled([discardUpload(access, { id })]);
}

export async function discardUpload(
  { service }: BlobAccess,
  { id }: Pick<StagedBlob, 'id'>,
): Promise<void> {
  await removeBlob({ blob: service.blob(service.stagedKey(id)), key: id });
}

interface Upload {
  readonly source: CopySource;
  readonly sizeBytes: number;
  readonly hashes: ContentHashes;
}

async function findUpload({ service }: BlobAccess, id: string): Promise<Upload> {
  const blob = service.blob(service.stagedKey(id));
  try {
    const found = await askStorage((abortSignal) => blob.getProperties({ abortSignal }));
    const { sha256 = '', crc32: crc = '' } = found.metadata ?? {};
    return {
      source: { key: service.stagedKey(id), etag: found.etag ?? '' },
      sizeBytes: found.contentLength ?? 0,
      hashes: { sha256, crc32: crc },
    };
  } catch (error) {
    throw readError(id, error);
  }
}

/** The names of the blocks. Uploads of the same content to the same key make the same ones, and do each other no harm. */
function copyUpload(access: BlobAccess, upload: Upload, target: BlockTarget): Promise<string[]> {
  const { source, sizeBytes, hashes } = upload;
  const copyRange = async (range: { offset: number; sizeBytes: number }) => {
    const id = blockId({ contentHash: hashes.sha256, ...range });
    const { offset: start, sizeBytes: length } = range;
    await copyBlock({ ...access, source, start, sizeBytes: length, target, id });
    return id;
  };
  return pMap(ranges(sizeBytes, copyBytes), copyRange, { concurrency: copiesAtOnce });
}

async function passUpload(
  { service }: BlobAccess,
  { source, sizeBytes, hashes }: Upload,
  target: BlockTarget,
): Promise<string[]> {
  const blob = service.blob(source.key);
  const ids: string[] = [];
  let crc = 0;
  for (const range of ranges(sizeBytes, uploadBlockBytes)) {
    const bytes = Buffer.allocUnsafe(range.sizeBytes);
    await readInto(bytes, { ...source, blob, start: range.offset });
    crc = crc32(bytes, crc);
    const id = blockId({ contentHash: hashes.sha256, ...range });
    await putBlock(target, id, bytes);
    ids.push(id);
  }
  if (crcText(crc) !== hashes.crc32) throw new BlobStoreError('damaged', source.key);
  return ids;
}

function* ranges(totalBytes: number, maxBytes: number) {
  for (let offset = 0; offset < totalBytes; offset += maxBytes) {
    yield { offset, sizeBytes: Math.min(maxBytes, totalBytes - offset) };
  }
}

async function commit(
  { blob, key }: BlockTarget,
  ids: string[],
  { sha256, crc32: crc }: ContentHashes,
): Promise<void> {
  const metadata = { sha256, crc32: crc };
  try {
    await askStorage((abortSignal) => blob.commitBlockList(ids, { metadata, abortSignal }));
  } catch (error) {
    throw writeError(key, error);
  }
}

/** The content in blocks of one size, the last of which may be smaller. */
export async function* blocksOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafeSlow(uploadBlockBytes);
  let filled = 0;
  for await (const bytes of content) {
    for (let at = 0; at < bytes.length; ) {
      const part = bytes.subarray(at, at + uploadBlockBytes - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < uploadBlockBytes) continue;
      yield block;
      block = Buffer.allocUnsafeSlow(uploadBlockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
