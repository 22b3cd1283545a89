import { ArchiveFormatError } from './archive-format-error.ts';
import { type CentralHeader, readCentralDirectory } from './central-directory.ts';
import { readEndRecords } from './end-records.ts';
import { describeBadName, findBadEntryName } from './entry-name.ts';
import { readLocalHeaders } from './local-headers.ts';
import { checkEndProfile, checkEntryProfile } from './profile-check.ts';
import type { RandomAccessSource } from './random-access-source.ts';
import type { DirectoryRecord } from './zip-records.ts';

export interface ListedEntry {
  readonly name: string;
  readonly sizeBytes: number;
  readonly crc32: number;
  readonly headerOffset: number;
  readonly dataOffset: number;
}

export interface ArchiveListing {
  /** In the order of the archive. */
  readonly entries: readonly ListedEntry[];
}

export interface ReadLimits {
  /** Bytes of the central directory; by default 64 MiB. */
  readonly maxDirectoryBytes?: number;
  /** By default 250,000. */
  readonly maxEntries?: number;
}

/**
 * Reads the list of entries of an archive that obeys the ZIP profile of archive-format.md, and
 * checks everything but the data: how the records lie (no gap, overlap, or byte before or after),
 * that local and central headers agree, names, and the profile. What it accepts, every ZIP reader
 * sees the same way. Throws an `ArchiveFormatError` otherwise.
 *
 * Memory grows with the number of entries, within the limits, and not with their sizes.
 */
export async function readArchiveDirectory(
  source: RandomAccessSource,
  limits: ReadLimits = {},
): Promise<ArchiveListing> {
  const end = await readEndRecords(source);
  checkDirectoryLimits(end, limits);
  checkEndProfile(end);

  const headers: CentralHeader[] = [];
  for await (const header of readCentralDirectory(source, end)) {
    checkEntryProfile(header);
    headers.push(header);
  }
  checkNames(headers);

  const entries: ListedEntry[] = [];
  const { directoryOffset } = end;
  for await (const { header, dataOffset } of readLocalHeaders(source, {
    headers,
    directoryOffset,
  })) {
    const { displayName: name, sizeBytes, crc32, headerOffset } = header;
    entries.push({ name, sizeBytes, crc32, headerOffset, dataOffset });
  }
  return { entries };
}

export function checkDirectoryLimits(end: DirectoryRecord, limits: ReadLimits): void {
  const { maxDirectoryBytes = 64 * 1024 * 1024, maxEntries = 250_000 } = limits;
  if (end.entryCount > maxEntries) {
    const message = `The archive has ${end.entryCount} entries; at most ${maxEntries} are read.`;
    throw new ArchiveFormatError({ rule: 'too-many-entries', message });
  }
  if (end.directorySizeBytes > maxDirectoryBytes) {
    const message = `The central directory has ${end.directorySizeBytes} bytes; at most ${maxDirectoryBytes} are read.`;
    throw new ArchiveFormatError({ rule: 'directory-too-large', message });
  }
}

function checkNames(headers: readonly CentralHeader[]): void {
  const bad = findBadEntryName(headers.map(({ displayName }) => displayName));
  if (bad) {
    throw new ArchiveFormatError({
      rule: bad.rule,
      message: describeBadName(bad),
      entry: bad.name,
    });
  }
}
