import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import { type CentralHeader, readCentralDirectory } from './central-directory.ts';
import { describeBadName, entryNameProblem, findNameCollision } from './entry-name.ts';
import type { RandomAccessSource } from './random-access-source.ts';
import { checkDirectoryLimits, type ReadLimits } from './read-archive.ts';
import { readReceivedEndRecords } from './received-end-records.ts';
import { checkReceivedExtraFields, checkReceivedHeader } from './received-profile.ts';
import { fixedSizeBytes } from './zip-format.ts';

/** An entry of an archive that any program may have made, as its central header has it. */
export interface ReceivedEntry extends CentralHeader {
  /** With a slash at its end for a folder. */
  readonly name: string;
  readonly isFolder: boolean;
  /** Where the next local header, or the central directory, begins: all before belongs to this entry. */
  readonly endOffset: number;
}

export interface ReceivedArchive {
  /** In the order in which they lie, which may be another than that of the central directory. */
  readonly entries: readonly ReceivedEntry[];
}

export interface ReceivedLimits extends ReadLimits {
  /** Bytes of one file; by default 20 GiB. */
  readonly maxFileBytes?: number;
  /** Bytes of all files; by default 20 GiB. */
  readonly maxTotalBytes?: number;
  /** How many times as long as its compressed data a file of more than 1 MiB may be; by default 100. */
  readonly maxRatio?: number;
}

const defaultMaxBytes = 20 * 1024 ** 3;
const ratioCountsFromBytes = 1024 * 1024;
const maxWholeRatio = 20;
const wholeRatioCountsFromBytes = 256 * 1024 * 1024;

/**
 * Reads the list of entries of an archive that any program may have made, without their local headers and data, which
 * `receivedBytes` checks against it. Wider than our own profile where tools agree on what they see: deflated data, data
 * descriptors, comments, folders, times, attributes, extra fields, ZIP64 without need. Throws an `ArchiveFormatError`
 * for what breaks a rule of archive-format.md ("Reading a package that someone sent") or a limit.
 */
export async function readReceivedArchive(
  source: RandomAccessSource,
  limits: ReceivedLimits = {},
): Promise<ReceivedArchive> {
  const end = await readReceivedEndRecords(source);
  checkDirectoryLimits(end, limits);
  const headers: CentralHeader[] = [];
  const reading = { allowsSpareZip64: true, checkExtraFields: checkReceivedExtraFields };
  for await (const header of readCentralDirectory(source, end, reading)) {
    checkReceivedHeader(header);
    headers.push(header);
  }
  checkNames(headers);
  checkSizes(headers, limits);
  const entries = locateEntries(headers, end.directoryOffset);
  checkWholeRatio(headers, source.sizeBytes);
  return { entries };
}

function checkNames(headers: readonly CentralHeader[]): void {
  for (const { displayName } of headers) {
    const rule = entryNameProblem(displayName.replace(/\/$/, ''));
    if (rule) refuse(displayName, rule, describeBadName({ name: displayName, rule }));
  }
  const collision = findNameCollision(headers.map(({ displayName }) => displayName));
  if (collision) refuse(collision.name, collision.rule, describeBadName(collision));
}

function checkSizes(headers: readonly CentralHeader[], limits: ReceivedLimits): void {
  const {
    maxFileBytes = defaultMaxBytes,
    maxTotalBytes = defaultMaxBytes,
    maxRatio = 100,
  } = limits;
  let totalBytes = 0;
  for (const { displayName, sizeBytes, compressedSizeBytes } of headers) {
    const about = `The file ${JSON.stringify(displayName)} has ${sizeBytes} bytes`;
    if (sizeBytes > maxFileBytes) {
      refuse(displayName, 'file-too-large', `${about}; at most ${maxFileBytes} are read.`);
    }
    if (sizeBytes > ratioCountsFromBytes && sizeBytes > maxRatio * compressedSizeBytes) {
      const reason = `${about} in ${compressedSizeBytes} compressed ones, which is what archives are like that are meant to do harm.`;
      refuse(displayName, 'ratio-too-large', reason);
    }
    totalBytes += sizeBytes;
  }
  if (totalBytes > maxTotalBytes) {
    const message = `The archive has files of ${totalBytes} bytes; at most ${maxTotalBytes} are read.`;
    throw new ArchiveFormatError({ rule: 'archive-too-large', message });
  }
}

/** What does not compress is most of any story, so that a few texts may become many times as long, but not all of it. */
function checkWholeRatio(headers: readonly CentralHeader[], archiveBytes: number): void {
  const totalBytes = headers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (totalBytes <= Math.max(wholeRatioCountsFromBytes, maxWholeRatio * archiveBytes)) return;
  const message = `The archive of ${archiveBytes} bytes has files of ${totalBytes} bytes, which is what archives are like that are meant to do harm.`;
  throw new ArchiveFormatError({ rule: 'ratio-too-large', message });
}

/** The entries one behind the other, from the first byte to the central directory. */
function locateEntries(
  headers: readonly CentralHeader[],
  directoryOffset: number,
): ReceivedEntry[] {
  const sorted = headers.toSorted((one, other) => one.headerOffset - other.headerOffset);
  const start = sorted[0]?.headerOffset ?? directoryOffset;
  if (start > 0) {
    const message = `${start} bytes before the first entry belong to no entry.`;
    throw new ArchiveFormatError({ rule: 'entry-gap', message });
  }
  return sorted.map((header, index) => {
    const endOffset = sorted[index + 1]?.headerOffset ?? directoryOffset;
    const { displayName: name, nameBytes, headerOffset, compressedSizeBytes } = header;
    const leastEnd =
      headerOffset + fixedSizeBytes.localHeader + nameBytes.length + compressedSizeBytes;
    if (leastEnd > endOffset) {
      refuse(
        name,
        'entry-overlap',
        `The entry ${JSON.stringify(name)} runs into what is behind it.`,
      );
    }
    return { ...header, name, isFolder: name.endsWith('/'), endOffset };
  });
}

function refuse(entry: string, rule: ArchiveRule, message: string): never {
  throw new ArchiveFormatError({ rule, message, entry });
}
