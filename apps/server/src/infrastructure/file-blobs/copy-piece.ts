import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import type { BlobSegment } from '@taleport/story-archive';
import { BlobStoreError } from '../blob-store.ts';
import { readError, writeError } from './file-errors.ts';
import type { Placed } from './ledger.ts';

/** A part of a blob that is to be copied into a package, which is open in this process. */
export interface Piece {
  readonly segment: BlobSegment;
  readonly blobPath: string;
  readonly packageFd: number;
  readonly packageKey: string;
  /** Where the piece begins in the segment, and the CRC-32 of what is before. */
  readonly from: Placed;
  readonly endBytes: number;
}

/**
 * Copies a piece and returns how far the segment is with it. The last bytes of a blob are written only when it still is
 * what was stored. Blocks its thread. Throws BlobStoreError `missing`, `unreadable`, `damaged` or `full`.
 */
export function copyPiece(piece: Piece, buffer: Buffer): Placed {
  const { segment, endBytes } = piece;
  const blobFd = openBlob(piece);
  try {
    let { bytes, crc } = piece.from;
    while (bytes < endBytes) {
      const chunk = readChunk({ piece, blobFd, buffer, position: bytes });
      crc = crc32(chunk, crc);
      const isWhole = bytes + chunk.length === segment.sizeBytes;
      if (isWhole && crc !== segment.crc32) throw new BlobStoreError('damaged', segment.key);
      writeChunk(piece, chunk, segment.offset + bytes);
      bytes += chunk.length;
    }
    return { bytes, crc };
  } finally {
    closeSync(blobFd);
  }
}

function openBlob({ blobPath, segment }: Piece): number {
  let blobFd: number | undefined;
  try {
    blobFd = openSync(blobPath, 'r');
    const found = fstatSync(blobFd);
    if (!found.isFile()) throw new BlobStoreError('unreadable', segment.key);
    if (found.size !== segment.sizeBytes) throw new BlobStoreError('damaged', segment.key);
    return blobFd;
  } catch (error) {
    if (blobFd !== undefined) closeSync(blobFd);
    throw readError(segment.key, error);
  }
}

interface ChunkRead {
  readonly piece: Piece;
  readonly blobFd: number;
  readonly buffer: Buffer;
  readonly position: number;
}

function readChunk({ piece, blobFd, buffer, position }: ChunkRead): Buffer {
  const { segment, endBytes } = piece;
  const length = Math.min(buffer.length, endBytes - position);
  try {
    const bytesRead = readSync(blobFd, buffer, 0, length, position);
    if (bytesRead === 0) throw new BlobStoreError('damaged', segment.key);
    return buffer.subarray(0, bytesRead);
  } catch (error) {
    throw readError(segment.key, error);
  }
}

/** A single write may be cut short, by a disk that fills up for one. */
function writeChunk({ packageFd, packageKey }: Piece, chunk: Buffer, offset: number): void {
  try {
    for (let written = 0; written < chunk.length; ) {
      const rest = chunk.length - written;
      written += writeSync(packageFd, chunk, written, rest, offset + written);
    }
  } catch (error) {
    throw writeError(packageKey, error);
  }
}
