import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { checkEntryNames } from './entry-name.ts';
import {
  type EntryRecord,
  encodeCentralDirectory,
  encodeEndRecords,
  encodeLocalHeader,
  localHeaderSizeBytes,
} from './zip-records.ts';

export interface BlobRef {
  readonly key: string;
  /** 64 lower-case hexadecimal digits. */
  readonly sha256: string;
}

export interface ArchiveEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly content: Uint8Array | BlobRef;
}

export interface InlineSegment {
  readonly kind: 'inline';
  readonly offset: number;
  readonly sizeBytes: number;
  readonly bytes: Uint8Array;
}

export interface BlobSegment {
  readonly kind: 'blob';
  readonly offset: number;
  readonly sizeBytes: number;
  readonly key: string;
  readonly sha256: string;
  readonly crc32: number;
}

export type Segment = InlineSegment | BlobSegment;

export interface ArchivePlan {
  /** In order and without gaps: the first starts at 0, each starts where the one before ends. */
  readonly segments: readonly Segment[];
  readonly sizeBytes: number;
  /**
   * SHA-256 in hexadecimal: equal for two plans only if their archives have the same bytes and the
   * same segments.
   */
  readonly hash: string;
}

export type ArchivePlanErrorCode = 'bad-size' | 'bad-crc32' | 'bad-sha256' | 'content-differs';

/** Thrown for an entry that cannot be written as it is described. */
class ArchivePlanError extends Error {
  override readonly name = 'ArchivePlanError';
  readonly code: ArchivePlanErrorCode;
  readonly entryName: string;

  constructor(bad: {
    readonly code: ArchivePlanErrorCode;
    readonly entryName: string;
    readonly reason: string;
  }) {
    super(`The entry ${JSON.stringify(bad.entryName)} ${bad.reason}.`);
    this.code = bad.code;
    this.entryName = bad.entryName;
  }
}

/** An entry whose content is in memory. */
export function inlineEntry(name: string, bytes: Uint8Array): ArchiveEntry {
  return { name, sizeBytes: bytes.length, crc32: crc32(bytes), content: bytes };
}

/**
 * Lays out the ZIP archive of these entries, in their order, according to the ZIP profile of
 * archive-format.md. Pure: the same entries give the same plan. Headers and content in memory
 * become inline segments, as few as possible; each blob that has bytes is one segment.
 *
 * Throws an `EntryNameError` for a bad name and an `ArchivePlanError` for a size, CRC-32 or hash
 * that cannot be.
 */
export function planArchive(entries: readonly ArchiveEntry[]): ArchivePlan {
  checkEntryNames(entries.map(({ name }) => name));
  for (const entry of entries) checkEntry(entry);
  const segments = joinPieces(archivePieces(entries));
  return { segments, sizeBytes: endOf(segments), hash: planHash(segments) };
}

/** What a segment is made of: bytes, or an entry whose blob has bytes. */
type Piece = Uint8Array | { readonly entry: ArchiveEntry; readonly blob: BlobRef };

function checkEntry(entry: ArchiveEntry): void {
  const problem = entryProblem(entry);
  if (problem) throw new ArchivePlanError({ ...problem, entryName: entry.name });
}

function entryProblem(
  entry: ArchiveEntry,
): { code: ArchivePlanErrorCode; reason: string } | undefined {
  const { sizeBytes, crc32: crc, content } = entry;
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 0) {
    return { code: 'bad-size', reason: `has the size ${sizeBytes}` };
  }
  if (!Number.isInteger(crc) || crc < 0 || crc > 0xffffffff || (sizeBytes === 0 && crc !== 0)) {
    return { code: 'bad-crc32', reason: `has ${sizeBytes} bytes and the CRC-32 ${crc}` };
  }
  if (content instanceof Uint8Array) {
    const agrees = content.length === sizeBytes && crc32(content) === crc;
    return agrees
      ? undefined
      : { code: 'content-differs', reason: 'has other content than its size and CRC-32 say' };
  }
  const isSha256 = /^[0-9a-f]{64}$/.test(content.sha256);
  return isSha256
    ? undefined
    : { code: 'bad-sha256', reason: `has the SHA-256 ${JSON.stringify(content.sha256)}` };
}

function* archivePieces(entries: readonly ArchiveEntry[]): Generator<Piece> {
  const records: EntryRecord[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { name, sizeBytes, crc32: crc, content } = entry;
    const record: EntryRecord = {
      nameBytes: Buffer.from(name),
      sizeBytes,
      crc32: crc,
      headerOffset: offset,
    };
    records.push(record);
    yield encodeLocalHeader(record);
    if (content instanceof Uint8Array) yield content;
    else if (sizeBytes > 0) yield { entry, blob: content };
    offset += localHeaderSizeBytes(record) + sizeBytes;
    if (!Number.isSafeInteger(offset)) {
      throw new ArchivePlanError({
        code: 'bad-size',
        entryName: name,
        reason: 'makes the archive 2^53 bytes or more',
      });
    }
  }
  const directory = encodeCentralDirectory(records);
  yield directory;
  yield encodeEndRecords({
    entryCount: records.length,
    directoryOffset: offset,
    directorySizeBytes: directory.length,
  });
}

function joinPieces(pieces: Iterable<Piece>): readonly Segment[] {
  const segments: Segment[] = [];
  let inline: Uint8Array[] = [];
  const closeInline = (): void => {
    if (inline.length === 0) return;
    const bytes = Buffer.concat(inline);
    segments.push({ kind: 'inline', offset: endOf(segments), sizeBytes: bytes.length, bytes });
    inline = [];
  };
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) {
      inline.push(piece);
      continue;
    }
    closeInline();
    const { entry, blob } = piece;
    segments.push({
      kind: 'blob',
      offset: endOf(segments),
      sizeBytes: entry.sizeBytes,
      key: blob.key,
      sha256: blob.sha256,
      crc32: entry.crc32,
    });
  }
  closeInline();
  return segments;
}

function endOf(segments: readonly Segment[]): number {
  const last = segments.at(-1);
  return last ? last.offset + last.sizeBytes : 0;
}

/**
 * Each segment is hashed as its kind (1 byte), its size (8 bytes), and then its bytes or the
 * SHA-256 of its blob. No two lists of segments give the same input, since the kind and the size
 * say where the next one starts.
 */
function planHash(segments: readonly Segment[]): string {
  const hash = createHash('sha256');
  for (const segment of segments) {
    const head = Buffer.allocUnsafe(9);
    head.writeUInt8(segment.kind === 'inline' ? 0 : 1, 0);
    head.writeBigUInt64LE(BigInt(segment.sizeBytes), 1);
    hash
      .update(head)
      .update(segment.kind === 'inline' ? segment.bytes : Buffer.from(segment.sha256, 'hex'));
  }
  return hash.digest('hex');
}
