import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import type { BlobSegment } from '@taleport/story-archive';
import { BlobStoreError } from '../blob-store.ts';
import { crc32 } from './crc32.ts';
import { readError, writeError } from './file-errors.ts';
import type { Placed } from './ledger.ts';

/** The next bytes of an inline segment. */
export interface InlinePart {
  readonly from: Placed;
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The next bytes of a blob, up to `endBytes`. */
export interface BlobPart {
  readonly segment: BlobSegment;
  readonly path: string;
  readonly from: Placed;
  readonly endBytes: number;
}

export type Part = InlinePart | BlobPart;

/** What comes next in a package that is open in this process: each part begins where the one before ends. */
export interface Stretch {
  readonly packageFd: number;
  readonly packageKey: string;
  /** Where in the package it begins. */
  readonly offset: number;
  readonly parts: readonly Part[];
}

/**
 * Writes a stretch, and returns how far the segment of each part is with it. The last bytes of a blob are written only when
 * it still is what was stored. Blocks its thread. Throws BlobStoreError `missing`, `unreadable`, `damaged` or `full`.
 */
export function copyStretch(stretch: Stretch, buffer: Buffer): Placed[] {
  const output = new ChunkedOutput(stretch, buffer);
  const placed = stretch.parts.map((part) =>
    'bytes' in part ? copyInline(part, output) : copyBlob(part, output),
  );
  output.flush();
  return placed;
}

/** Writes in chunks that end at multiples of their size: so the system keeps each in few and large pieces of memory. */
class ChunkedOutput {
  readonly #stretch: Stretch;
  readonly #buffer: Buffer;
  #offset: number;
  #filled = 0;
  #capacity: number;

  constructor(stretch: Stretch, buffer: Buffer) {
    this.#stretch = stretch;
    this.#buffer = buffer;
    this.#offset = stretch.offset;
    this.#capacity = buffer.length - (stretch.offset % buffer.length);
  }

  /** Where the next bytes go, `maxBytes` at most and never none. */
  room(maxBytes: number): Buffer {
    const end = Math.min(this.#filled + maxBytes, this.#capacity);
    return this.#buffer.subarray(this.#filled, end);
  }

  /** So many bytes of the room were filled. */
  take(sizeBytes: number): void {
    this.#filled += sizeBytes;
    if (this.#filled === this.#capacity) this.flush();
  }

  /** A single write may be cut short, by a disk that fills up for one. */
  flush(): void {
    const { packageFd, packageKey } = this.#stretch;
    try {
      for (let written = 0; written < this.#filled; ) {
        const rest = this.#filled - written;
        written += writeSync(packageFd, this.#buffer, written, rest, this.#offset + written);
      }
    } catch (error) {
      throw writeError(packageKey, error);
    }
    this.#offset += this.#filled;
    this.#filled = 0;
    this.#capacity = this.#buffer.length;
  }
}

function copyInline({ bytes: all, from }: InlinePart, output: ChunkedOutput): Placed {
  for (let done = 0; done < all.length; ) {
    const room = output.room(all.length - done);
    room.set(all.subarray(done, done + room.length));
    output.take(room.length);
    done += room.length;
  }
  return { bytes: from.bytes + all.length, crc: crc32(all, from.crc) };
}

function copyBlob(part: BlobPart, output: ChunkedOutput): Placed {
  const { segment, endBytes } = part;
  const blobFd = openBlob(part);
  try {
    let { bytes, crc } = part.from;
    while (bytes < endBytes) {
      const room = output.room(endBytes - bytes);
      const chunk = room.subarray(0, readSome({ segment, blobFd, room, position: bytes }));
      crc = crc32(chunk, crc);
      bytes += chunk.length;
      const isWhole = bytes === segment.sizeBytes;
      if (isWhole && crc !== segment.crc32) throw new BlobStoreError('damaged', segment.key);
      output.take(chunk.length);
    }
    return { bytes, crc };
  } finally {
    closeSync(blobFd);
  }
}

function openBlob({ path, segment }: BlobPart): number {
  let blobFd: number | undefined;
  try {
    blobFd = openSync(path, 'r');
    const found = fstatSync(blobFd);
    if (!found.isFile()) throw new BlobStoreError('unreadable', segment.key);
    if (found.size !== segment.sizeBytes) throw new BlobStoreError('damaged', segment.key);
    return blobFd;
  } catch (error) {
    if (blobFd !== undefined) closeSync(blobFd);
    throw readError(segment.key, error);
  }
}

interface Reading {
  readonly segment: BlobSegment;
  readonly blobFd: number;
  readonly room: Buffer;
  readonly position: number;
}

function readSome({ segment, blobFd, room, position }: Reading): number {
  try {
    const bytesRead = readSync(blobFd, room, 0, room.length, position);
    if (bytesRead === 0) throw new BlobStoreError('damaged', segment.key);
    return bytesRead;
  } catch (error) {
    throw readError(segment.key, error);
  }
}
