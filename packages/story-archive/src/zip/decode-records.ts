import { ArchiveFormatError } from './archive-format-error.ts';
import { fixedSizeBytes } from './zip-format.ts';

/** The end record as it stands, before ZIP64 (APPNOTE 6.3.10, 4.3.16). */
export interface RawEndRecord {
  readonly disk: number;
  readonly directoryDisk: number;
  readonly entriesOnDisk: number;
  readonly entryCount: number;
  readonly directorySizeBytes: number;
  readonly directoryOffset: number;
  readonly commentSizeBytes: number;
}

/**
 * The ZIP64 end record (4.3.14); its first fields have the meaning and the names of the end record.
 */
export interface RawZip64EndRecord extends Omit<RawEndRecord, 'commentSizeBytes'> {
  /** Without the 12 bytes of the signature and of this field. */
  readonly recordSizeBytes: number;
  readonly madeBy: number;
  readonly versionNeeded: number;
}

/** The ZIP64 end locator (4.3.15). */
export interface RawZip64Locator {
  readonly recordDisk: number;
  readonly recordOffset: number;
  readonly diskCount: number;
}

/** What both headers of an entry have, as it stands (4.3.7, 4.3.12). */
export interface RawLocalHeader {
  readonly signature: number;
  readonly versionNeeded: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly date: number;
  readonly crc32: number;
  readonly compressedSizeBytes: number;
  readonly sizeBytes: number;
  readonly nameSizeBytes: number;
  readonly extraSizeBytes: number;
}

export interface RawCentralHeader extends RawLocalHeader {
  readonly madeBy: number;
  readonly commentSizeBytes: number;
  readonly disk: number;
  readonly internalAttributes: number;
  readonly externalAttributes: number;
  readonly headerOffset: number;
}

/** Decodes the 22 bytes before the comment, whose signature was looked at before. */
export function decodeEndRecord(bytes: Buffer): RawEndRecord {
  return {
    disk: bytes.readUInt16LE(4),
    directoryDisk: bytes.readUInt16LE(6),
    entriesOnDisk: bytes.readUInt16LE(8),
    entryCount: bytes.readUInt16LE(10),
    directorySizeBytes: bytes.readUInt32LE(12),
    directoryOffset: bytes.readUInt32LE(16),
    commentSizeBytes: bytes.readUInt16LE(20),
  };
}

/** Decodes 56 bytes, whose signature was looked at before. */
export function decodeZip64EndRecord(bytes: Buffer): RawZip64EndRecord {
  return {
    recordSizeBytes: readUInt64(bytes, 4),
    madeBy: bytes.readUInt16LE(12),
    versionNeeded: bytes.readUInt16LE(14),
    disk: bytes.readUInt32LE(16),
    directoryDisk: bytes.readUInt32LE(20),
    entriesOnDisk: readUInt64(bytes, 24),
    entryCount: readUInt64(bytes, 32),
    directorySizeBytes: readUInt64(bytes, 40),
    directoryOffset: readUInt64(bytes, 48),
  };
}

/** Decodes 20 bytes, whose signature was looked at before. */
export function decodeZip64Locator(bytes: Buffer): RawZip64Locator {
  return {
    recordDisk: bytes.readUInt32LE(4),
    recordOffset: readUInt64(bytes, 8),
    diskCount: bytes.readUInt32LE(16),
  };
}

/** Decodes the 30 bytes before the name. */
export function decodeLocalHeader(bytes: Buffer): RawLocalHeader {
  return { signature: bytes.readUInt32LE(0), ...decodeSharedFields(bytes.subarray(4)) };
}

/** Decodes the 46 bytes before the name. */
export function decodeCentralHeader(bytes: Buffer): RawCentralHeader {
  return {
    signature: bytes.readUInt32LE(0),
    madeBy: bytes.readUInt16LE(4),
    ...decodeSharedFields(bytes.subarray(6)),
    commentSizeBytes: bytes.readUInt16LE(32),
    disk: bytes.readUInt16LE(34),
    internalAttributes: bytes.readUInt16LE(36),
    externalAttributes: bytes.readUInt32LE(38),
    headerOffset: bytes.readUInt32LE(42),
  };
}

/** All bytes of a central header, with the parts of variable size. */
export function centralHeaderSizeBytes(raw: RawCentralHeader): number {
  return (
    fixedSizeBytes.centralHeader + raw.nameSizeBytes + raw.extraSizeBytes + raw.commentSizeBytes
  );
}

/**
 * Throws an `ArchiveFormatError` (`number-too-large`) for a number that JavaScript cannot hold
 * exactly.
 */
export function readUInt64(bytes: Buffer, offset: number): number {
  const value = bytes.readBigUInt64LE(offset);
  if (value <= BigInt(Number.MAX_SAFE_INTEGER)) return Number(value);
  throw new ArchiveFormatError({
    rule: 'number-too-large',
    message: `The archive has the number ${value} as size or offset.`,
  });
}

/**
 * From the version needed to the sizes of name and extra field, both headers have the same fields.
 */
function decodeSharedFields(bytes: Buffer): Omit<RawLocalHeader, 'signature'> {
  return {
    versionNeeded: bytes.readUInt16LE(0),
    flags: bytes.readUInt16LE(2),
    method: bytes.readUInt16LE(4),
    time: bytes.readUInt16LE(6),
    date: bytes.readUInt16LE(8),
    crc32: bytes.readUInt32LE(10),
    compressedSizeBytes: bytes.readUInt32LE(14),
    sizeBytes: bytes.readUInt32LE(18),
    nameSizeBytes: bytes.readUInt16LE(22),
    extraSizeBytes: bytes.readUInt16LE(24),
  };
}
