import { ArchiveFormatError, type FramingRule } from './archive-format-error.ts';
import {
  decodeEndRecord,
  decodeZip64EndRecord,
  decodeZip64Locator,
  type RawEndRecord,
} from './decode-records.ts';
import { type RandomAccessSource, readExactly } from './random-access-source.ts';
import { fixedSizeBytes, overflow16, overflow32, signature } from './zip-format.ts';
import { type DirectoryRecord, needsZip64End } from './zip-records.ts';

export interface EndRecords extends DirectoryRecord {
  /** What only the ZIP64 record says, if the archive has one. */
  readonly zip64?: { readonly madeBy: number; readonly versionNeeded: number };
}

export const zip64SizeBytes = fixedSizeBytes.zip64EndRecord + fixedSizeBytes.zip64EndLocator;
export const maxCommentBytes = 0xffff;

/**
 * Reads the records at the end of an archive (APPNOTE 6.3.10, 4.3.14 to 4.3.16). Throws an
 * `ArchiveFormatError` unless the end record is the last 22 bytes and has no comment, the ZIP64
 * records are there exactly when one of its fields overflows and agree with it, and the central
 * directory ends where these records start.
 */
export async function readEndRecords(source: RandomAccessSource): Promise<EndRecords> {
  const tail = await readTail(source, zip64SizeBytes + fixedSizeBytes.endRecord);
  const endAt = tail.length - fixedSizeBytes.endRecord;
  if (endAt < 0 || tail.readUInt32LE(endAt) !== signature.endRecord) return refuseEnd(source);

  const end = decodeEndRecord(tail.subarray(endAt));
  checkEndRecord(end);
  const zip64 = tail.subarray(0, endAt);
  const endOffset = source.sizeBytes - fixedSizeBytes.endRecord;
  if (needsZip64End(end)) return readZip64Records(zip64, { end, endOffset });

  // Many readers follow a locator wherever they see one, so one that is not needed makes the
  // archive ambiguous.
  if (hasLocator(zip64)) {
    return refuse('zip64-not-needed', 'There is a ZIP64 end locator, but no field needs it.');
  }
  checkDirectoryEnd(end, endOffset);
  return {
    entryCount: end.entryCount,
    directoryOffset: end.directoryOffset,
    directorySizeBytes: end.directorySizeBytes,
  };
}

export function readTail(source: RandomAccessSource, maxBytes: number): Promise<Buffer> {
  const length = Math.min(maxBytes, source.sizeBytes);
  return readExactly(source, { offset: source.sizeBytes - length, length });
}

/**
 * Says why the last bytes are not the end record: people can act on "something was added behind
 * it".
 */
async function refuseEnd(source: RandomAccessSource): Promise<never> {
  const tail = await readTail(source, fixedSizeBytes.endRecord + maxCommentBytes);
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(signature.endRecord);
  const lastPossible = tail.length - fixedSizeBytes.endRecord;
  const foundAt = lastPossible < 0 ? -1 : tail.lastIndexOf(wanted, lastPossible);
  if (foundAt < 0) {
    return refuse(
      'end-record-missing',
      'There is no end record at the end: the file is cut off, or not a ZIP archive.',
    );
  }
  const { commentSizeBytes } = decodeEndRecord(tail.subarray(foundAt));
  return foundAt + commentSizeBytes === lastPossible
    ? refuse('archive-comment', `The archive has a comment of ${commentSizeBytes} bytes.`)
    : refuse('bytes-after-end', `${lastPossible - foundAt} bytes follow the end record.`);
}

function checkEndRecord(end: RawEndRecord): void {
  if (end.commentSizeBytes !== 0) {
    refuse('archive-comment', 'The end record promises a comment that is not there.');
  }
  checkOneDisk(end);
}

export function checkOneDisk(end: Omit<RawEndRecord, 'commentSizeBytes'>): void {
  if (end.disk !== 0 || end.directoryDisk !== 0) {
    refuse('several-disks', 'The archive is a part of several.');
  }
  if (end.entriesOnDisk !== end.entryCount) {
    refuse(
      'entry-count-differs',
      `The end record counts ${end.entriesOnDisk} and ${end.entryCount} entries.`,
    );
  }
}

export function hasLocator(zip64: Buffer): boolean {
  const locatorAt = zip64.length - fixedSizeBytes.zip64EndLocator;
  return locatorAt >= 0 && zip64.readUInt32LE(locatorAt) === signature.zip64EndLocator;
}

function readZip64Records(
  zip64: Buffer,
  { end, endOffset }: { end: RawEndRecord; endOffset: number },
): EndRecords {
  const recordOffset = endOffset - zip64SizeBytes;
  checkZip64Place(zip64, recordOffset);
  const record = decodeZip64EndRecord(zip64);
  if (record.recordSizeBytes !== fixedSizeBytes.zip64EndRecord - 12) {
    const message = `The ZIP64 end record has ${record.recordSizeBytes} bytes of content.`;
    refuse('zip64-malformed', message);
  }
  checkOneDisk(record);
  if (
    end.entryCount !== Math.min(record.entryCount, overflow16) ||
    end.directorySizeBytes !== Math.min(record.directorySizeBytes, overflow32) ||
    end.directoryOffset !== Math.min(record.directoryOffset, overflow32)
  ) {
    refuse('zip64-differs', 'The end record and the ZIP64 end record contradict each other.');
  }
  checkDirectoryEnd(record, recordOffset);
  return {
    entryCount: record.entryCount,
    directoryOffset: record.directoryOffset,
    directorySizeBytes: record.directorySizeBytes,
    zip64: { madeBy: record.madeBy, versionNeeded: record.versionNeeded },
  };
}

/** Only when this holds are the bytes a ZIP64 end record, and worth decoding. */
export function checkZip64Place(zip64: Buffer, recordOffset: number): void {
  if (recordOffset < 0 || !hasLocator(zip64)) {
    refuse('zip64-missing', 'A field of the end record overflows, but there is no ZIP64 locator.');
  }
  const locator = decodeZip64Locator(zip64.subarray(fixedSizeBytes.zip64EndRecord));
  if (locator.recordDisk !== 0 || locator.diskCount !== 1) {
    refuse('several-disks', 'The archive is a part of several.');
  }
  const isThere = zip64.readUInt32LE(0) === signature.zip64EndRecord;
  if (!isThere || locator.recordOffset !== recordOffset) {
    refuse('zip64-malformed', 'The ZIP64 end record is not directly before its locator.');
  }
}

export function checkDirectoryEnd(
  { directoryOffset, directorySizeBytes }: DirectoryRecord,
  expectedEnd: number,
): void {
  if (directoryOffset + directorySizeBytes === expectedEnd) return;
  refuse(
    'directory-misplaced',
    `The central directory should end at ${expectedEnd}, but has ${directorySizeBytes} bytes from ${directoryOffset}.`,
  );
}

function refuse(rule: FramingRule, message: string): never {
  throw new ArchiveFormatError({ rule, message });
}
