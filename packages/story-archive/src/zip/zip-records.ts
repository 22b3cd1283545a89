import {
  fixedSizeBytes,
  overflow16,
  overflow32,
  profile,
  signature,
  zip64ExtraId,
} from './zip-format.ts';

/** What the two headers of an entry say. */
export interface EntryRecord {
  readonly nameBytes: Uint8Array;
  readonly sizeBytes: number;
  readonly crc32: number;
  /** Where the local header starts, from the start of the archive. */
  readonly headerOffset: number;
}

/** Where the central directory is. */
export interface DirectoryRecord {
  readonly entryCount: number;
  readonly directoryOffset: number;
  readonly directorySizeBytes: number;
}

/** Bytes of the local header, which do not depend on where it lies. */
export function localHeaderSizeBytes(record: Pick<EntryRecord, 'nameBytes' | 'sizeBytes'>): number {
  return (
    fixedSizeBytes.localHeader +
    record.nameBytes.length +
    zip64ExtraSizeBytes(localZip64Values(record))
  );
}

/**
 * The local file header of a stored entry (APPNOTE 6.3.10, 4.3.7), with a ZIP64 extra field if the
 * size needs it.
 */
export function encodeLocalHeader(record: EntryRecord): Buffer {
  const zip64Values = localZip64Values(record);
  const size32 = Math.min(record.sizeBytes, overflow32);
  const bytes = Buffer.allocUnsafe(localHeaderSizeBytes(record));
  bytes.writeUInt32LE(signature.localHeader, 0);
  bytes.writeUInt16LE(versionNeeded(record), 4);
  bytes.writeUInt16LE(profile.flags, 6);
  bytes.writeUInt16LE(profile.stored, 8);
  bytes.writeUInt16LE(profile.time, 10);
  bytes.writeUInt16LE(profile.date, 12);
  bytes.writeUInt32LE(record.crc32, 14);
  bytes.writeUInt32LE(size32, 18);
  bytes.writeUInt32LE(size32, 22);
  bytes.writeUInt16LE(record.nameBytes.length, 26);
  bytes.writeUInt16LE(zip64ExtraSizeBytes(zip64Values), 28);
  bytes.set(record.nameBytes, fixedSizeBytes.localHeader);
  writeZip64Extra(
    bytes.subarray(fixedSizeBytes.localHeader + record.nameBytes.length),
    zip64Values,
  );
  return bytes;
}

/** The central directory of all entries in one buffer (APPNOTE 6.3.10, 4.3.12). */
export function encodeCentralDirectory(records: readonly EntryRecord[]): Buffer {
  const sizeBytes = records.reduce((sum, record) => sum + centralHeaderSizeBytes(record), 0);
  const bytes = Buffer.allocUnsafe(sizeBytes);
  let offset = 0;
  for (const record of records) {
    writeCentralHeader(bytes.subarray(offset), record);
    offset += centralHeaderSizeBytes(record);
  }
  return bytes;
}

/**
 * The records that end an archive (APPNOTE 6.3.10, 4.3.14 to 4.3.16). The two ZIP64 ones are there
 * only if the count of entries is 0xFFFF or more, or the size or offset of the central directory is
 * 0xFFFFFFFF or more (4.4.1.4).
 */
export function encodeEndRecords(directory: DirectoryRecord): Buffer {
  const end = encodeEndRecord(directory);
  return needsZip64End(directory) ? Buffer.concat([encodeZip64EndRecords(directory), end]) : end;
}

/** Whether a value of the end record does not fit into it. */
export function needsZip64End({
  entryCount,
  directoryOffset,
  directorySizeBytes,
}: DirectoryRecord): boolean {
  return (
    entryCount >= overflow16 || directoryOffset >= overflow32 || directorySizeBytes >= overflow32
  );
}

/**
 * "Version needed to extract" of both headers: 4.5 as soon as one of them has a ZIP64 extra field
 * (4.4.3.2).
 */
function versionNeeded(record: EntryRecord): number {
  return centralZip64Values(record).length > 0 ? profile.versionNeededZip64 : profile.versionNeeded;
}

/**
 * The local header has no offset, and must have both sizes or none (4.5.3). They are equal, since
 * nothing is compressed.
 */
function localZip64Values({ sizeBytes }: Pick<EntryRecord, 'sizeBytes'>): readonly number[] {
  return sizeBytes >= overflow32 ? [sizeBytes, sizeBytes] : [];
}

/** The central header has the values that overflowed and no others, in the order of 4.5.3. */
function centralZip64Values(record: EntryRecord): readonly number[] {
  const sizes = localZip64Values(record);
  return record.headerOffset >= overflow32 ? [...sizes, record.headerOffset] : sizes;
}

function zip64ExtraSizeBytes(values: readonly number[]): number {
  return values.length === 0 ? 0 : 4 + 8 * values.length;
}

/** The ZIP64 extended information extra field (4.5.3), at the start of `bytes`. */
function writeZip64Extra(bytes: Buffer, values: readonly number[]): void {
  if (values.length === 0) return;
  bytes.writeUInt16LE(zip64ExtraId, 0);
  bytes.writeUInt16LE(8 * values.length, 2);
  for (const [index, value] of values.entries()) {
    bytes.writeBigUInt64LE(BigInt(value), 4 + 8 * index);
  }
}

function centralHeaderSizeBytes(record: EntryRecord): number {
  return (
    fixedSizeBytes.centralHeader +
    record.nameBytes.length +
    zip64ExtraSizeBytes(centralZip64Values(record))
  );
}

/** Writes the central header of an entry at the start of `bytes`. */
function writeCentralHeader(bytes: Buffer, record: EntryRecord): void {
  const zip64Values = centralZip64Values(record);
  const size32 = Math.min(record.sizeBytes, overflow32);
  bytes.writeUInt32LE(signature.centralHeader, 0);
  bytes.writeUInt16LE(profile.madeBy, 4);
  bytes.writeUInt16LE(versionNeeded(record), 6);
  bytes.writeUInt16LE(profile.flags, 8);
  bytes.writeUInt16LE(profile.stored, 10);
  bytes.writeUInt16LE(profile.time, 12);
  bytes.writeUInt16LE(profile.date, 14);
  bytes.writeUInt32LE(record.crc32, 16);
  bytes.writeUInt32LE(size32, 20);
  bytes.writeUInt32LE(size32, 24);
  bytes.writeUInt16LE(record.nameBytes.length, 28);
  bytes.writeUInt16LE(zip64ExtraSizeBytes(zip64Values), 30);
  bytes.writeUInt16LE(0, 32);
  bytes.writeUInt16LE(0, 34);
  bytes.writeUInt16LE(profile.internalAttributes, 36);
  bytes.writeUInt32LE(profile.externalAttributes, 38);
  bytes.writeUInt32LE(Math.min(record.headerOffset, overflow32), 42);
  bytes.set(record.nameBytes, fixedSizeBytes.centralHeader);
  writeZip64Extra(
    bytes.subarray(fixedSizeBytes.centralHeader + record.nameBytes.length),
    zip64Values,
  );
}

function encodeEndRecord({
  entryCount,
  directoryOffset,
  directorySizeBytes,
}: DirectoryRecord): Buffer {
  const count16 = Math.min(entryCount, overflow16);
  const bytes = Buffer.alloc(fixedSizeBytes.endRecord);
  bytes.writeUInt32LE(signature.endRecord, 0);
  bytes.writeUInt16LE(count16, 8);
  bytes.writeUInt16LE(count16, 10);
  bytes.writeUInt32LE(Math.min(directorySizeBytes, overflow32), 12);
  bytes.writeUInt32LE(Math.min(directoryOffset, overflow32), 16);
  return bytes;
}

function encodeZip64EndRecords({
  entryCount,
  directoryOffset,
  directorySizeBytes,
}: DirectoryRecord): Buffer {
  const bytes = Buffer.alloc(fixedSizeBytes.zip64EndRecord + fixedSizeBytes.zip64EndLocator);
  bytes.writeUInt32LE(signature.zip64EndRecord, 0);
  // The size leaves out the signature and itself (4.3.14.1).
  bytes.writeBigUInt64LE(BigInt(fixedSizeBytes.zip64EndRecord - 12), 4);
  bytes.writeUInt16LE(profile.madeBy, 12);
  bytes.writeUInt16LE(profile.versionNeededZip64, 14);
  bytes.writeBigUInt64LE(BigInt(entryCount), 24);
  bytes.writeBigUInt64LE(BigInt(entryCount), 32);
  bytes.writeBigUInt64LE(BigInt(directorySizeBytes), 40);
  bytes.writeBigUInt64LE(BigInt(directoryOffset), 48);
  const locator = bytes.subarray(fixedSizeBytes.zip64EndRecord);
  locator.writeUInt32LE(signature.zip64EndLocator, 0);
  locator.writeBigUInt64LE(BigInt(directoryOffset + directorySizeBytes), 8);
  locator.writeUInt32LE(1, 16);
  return bytes;
}
