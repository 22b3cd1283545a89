import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import { type CentralHeader, readCentralDirectory } from './central-directory.ts';
import { describeBadName, entryNameProblem, findNameCollision } from './entry-name.ts';
import type { RandomAccessSource } from './random-access-source.ts';
import { checkDirectoryLimits, type ReadLimits } from './read-archive.ts';
import { readReceivedEndRecords } from './received-end-records.ts';
import { checkReceivedExtraFields, checkReceivedHeader } from './received-profile.ts';
import { fixedSizeBytes } from './zip-format.ts';

/** What is kept of an entry of an archive that any program may have made: as little as is needed, since there may be many. */
export interface ReceivedEntry {
  /** With a slash at its end for a folder. */
  readonly name: string;
  readonly isFolder: boolean;
  readonly flags: number;
  readonly method: number;
  readonly crc32: number;
  readonly sizeBytes: number;
  readonly compressedSizeBytes: number;
  readonly headerOffset: number;
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
  const listed: ListedEntry[] = [];
  const reading = { allowsSpareZip64: true, checkExtraFields: checkReceivedExtraFields };
  for await (const header of readCentralDirectory(source, end, reading)) {
    checkReceivedHeader(header);
    checkSize(header, limits);
    listed.push(listEntry(header));
  }
  const collision = findNameCollision(listed.map(({ name }) => name));
  if (collision) refuse(collision.name, collision.rule, describeBadName(collision));
  checkTotalSize(listed, limits);
  locateEntries(listed, end.directoryOffset);
  checkWholeRatio(listed, source.sizeBytes);
  return { entries: listed };
}

type ListedEntry = { -readonly [field in keyof ReceivedEntry]: ReceivedEntry[field] };

/** Throws for a name that breaks a rule. Where the entry ends is not known before all are. */
function listEntry(header: CentralHeader): ListedEntry {
  const { displayName: name, flags, method, crc32, sizeBytes, compressedSizeBytes } = header;
  const isFolder = name.endsWith('/');
  const rule = entryNameProblem(isFolder ? name.slice(0, -1) : name);
  if (rule) refuse(name, rule, describeBadName({ name, rule }));
  const { headerOffset } = header;
  const content = { flags, method, crc32, sizeBytes, compressedSizeBytes };
  return { name, isFolder, ...content, headerOffset, endOffset: headerOffset };
}

function checkSize(header: CentralHeader, limits: ReceivedLimits): void {
  const { maxFileBytes = defaultMaxBytes, maxRatio = 100 } = limits;
  const { displayName, sizeBytes, compressedSizeBytes } = header;
  const about = `The file ${JSON.stringify(displayName)} has ${sizeBytes} bytes`;
  if (sizeBytes > maxFileBytes) {
    refuse(displayName, 'file-too-large', `${about}; at most ${maxFileBytes} are read.`);
  }
  if (sizeBytes > ratioCountsFromBytes && sizeBytes > maxRatio * compressedSizeBytes) {
    const reason = `${about} in ${compressedSizeBytes} compressed ones, which is what archives are like that are meant to do harm.`;
    refuse(displayName, 'ratio-too-large', reason);
  }
}

function checkTotalSize(entries: readonly ReceivedEntry[], limits: ReceivedLimits): void {
  const { maxTotalBytes = defaultMaxBytes } = limits;
  const totalBytes = sumOfSizes(entries);
  if (totalBytes <= maxTotalBytes) return;
  const message = `The archive has files of ${totalBytes} bytes; at most ${maxTotalBytes} are read.`;
  throw new ArchiveFormatError({ rule: 'archive-too-large', message });
}

/** What does not compress is most of any story, so that a few texts may become many times as long, but not all of it. */
function checkWholeRatio(entries: readonly ReceivedEntry[], archiveBytes: number): void {
  const totalBytes = sumOfSizes(entries);
  if (totalBytes <= Math.max(wholeRatioCountsFromBytes, maxWholeRatio * archiveBytes)) return;
  const message = `The archive of ${archiveBytes} bytes has files of ${totalBytes} bytes, which is what archives are like that are meant to do harm.`;
  throw new ArchiveFormatError({ rule: 'ratio-too-large', message });
}

function sumOfSizes(entries: readonly ReceivedEntry[]): number {
  return entries.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Puts the entries one behind the other, from the first byte to the central directory, and says where each ends. */
function locateEntries(entries: ListedEntry[], directoryOffset: number): void {
  entries.sort((one, other) => one.headerOffset - other.headerOffset);
  const start = entries[0]?.headerOffset ?? directoryOffset;
  if (start > 0) {
    const message = `${start} bytes before the first entry belong to no entry.`;
    throw new ArchiveFormatError({ rule: 'entry-gap', message });
  }
  for (const [index, entry] of entries.entries()) {
    entry.endOffset = entries[index + 1]?.headerOffset ?? directoryOffset;
    const { name, headerOffset, compressedSizeBytes } = entry;
    const headerBytes = fixedSizeBytes.localHeader + Buffer.byteLength(name);
    if (headerOffset + headerBytes + compressedSizeBytes > entry.endOffset) {
      const message = `The entry ${JSON.stringify(name)} runs into what is behind it.`;
      refuse(name, 'entry-overlap', message);
    }
  }
}

function refuse(entry: string, rule: ArchiveRule, message: string): never {
  throw new ArchiveFormatError({ rule, message, entry });
}
