import { ArchiveFormatError, type FramingRule } from './archive-format-error.ts';
import {
  decodeEndRecord,
  decodeZip64EndRecord,
  type RawEndRecord,
  type RawZip64EndRecord,
} from './decode-records.ts';
import {
  checkDirectoryEnd,
  checkOneDisk,
  checkZip64Place,
  hasLocator,
  maxCommentBytes,
  readTail,
  zip64SizeBytes,
} from './end-records.ts';
import type { RandomAccessSource } from './random-access-source.ts';
import { fixedSizeBytes, overflow16, overflow32, signature } from './zip-format.ts';
import { type DirectoryRecord, needsZip64End } from './zip-records.ts';

/**
 * Reads the records at the end of an archive that any program may have made (APPNOTE 6.3.10, 4.3.14 to 4.3.16). It may
 * have a comment, which ends where the archive ends, and ZIP64 records that nothing needs. Throws an
 * `ArchiveFormatError` unless all readers find the same end record, it agrees with the ZIP64 one, and the central
 * directory ends where these records start.
 */
export async function readReceivedEndRecords(source: RandomAccessSource): Promise<DirectoryRecord> {
  const tail = await readTail(source, zip64SizeBytes + fixedSizeBytes.endRecord + maxCommentBytes);
  const endAt = findEndRecord(tail);

  const end = decodeEndRecord(tail.subarray(endAt));
  checkOneDisk(end);
  const endOffset = source.sizeBytes - tail.length + endAt;
  const zip64 = tail.subarray(Math.max(0, endAt - zip64SizeBytes), endAt);
  if (!hasLocator(zip64) && !needsZip64End(end)) {
    checkDirectoryEnd(end, endOffset);
    const { entryCount, directoryOffset, directorySizeBytes } = end;
    return { entryCount, directoryOffset, directorySizeBytes };
  }
  const recordOffset = endOffset - zip64SizeBytes;
  checkZip64Place(zip64, recordOffset);
  const record = decodeZip64EndRecord(zip64);
  checkZip64Record(record, end);
  checkDirectoryEnd(record, recordOffset);
  const { entryCount, directoryOffset, directorySizeBytes } = record;
  return { entryCount, directoryOffset, directorySizeBytes };
}

/**
 * The last place with the signature of an end record, where all readers begin to look, if the comment that this one
 * promises ends with the archive.
 */
function findEndRecord(tail: Buffer): number {
  const wanted = Buffer.alloc(4);
  wanted.writeUInt32LE(signature.endRecord);
  const endAt = tail.lastIndexOf(wanted);
  const commentAt = endAt + fixedSizeBytes.endRecord;
  if (endAt < 0 || commentAt > tail.length) {
    const message = 'There is no end record at the end: the file is cut off, or not a ZIP archive.';
    return refuse('end-record-missing', message);
  }
  const { commentSizeBytes } = decodeEndRecord(tail.subarray(endAt));
  if (commentAt + commentSizeBytes === tail.length) return endAt;
  const message = `The end record promises a comment of ${commentSizeBytes} bytes, and ${tail.length - commentAt} bytes follow it.`;
  return refuse('bytes-after-end', message);
}

/** A field of the end record repeats the ZIP64 one or has all its bits set, whether it fits or not. */
function checkZip64Record(record: RawZip64EndRecord, end: RawEndRecord): void {
  if (record.recordSizeBytes !== fixedSizeBytes.zip64EndRecord - 12) {
    refuse(
      'zip64-malformed',
      `The ZIP64 end record has ${record.recordSizeBytes} bytes of content.`,
    );
  }
  checkOneDisk(record);
  const agrees =
    [record.entryCount, overflow16].includes(end.entryCount) &&
    [record.directorySizeBytes, overflow32].includes(end.directorySizeBytes) &&
    [record.directoryOffset, overflow32].includes(end.directoryOffset);
  if (!agrees) {
    refuse('zip64-differs', 'The end record and the ZIP64 end record contradict each other.');
  }
}

function refuse(rule: FramingRule, message: string): never {
  throw new ArchiveFormatError({ rule, message });
}
