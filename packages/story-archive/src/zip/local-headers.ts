import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import type { CentralHeader } from './central-directory.ts';
import { decodeLocalHeader } from './decode-records.ts';
import { type RandomAccessSource, readExactly } from './random-access-source.ts';
import { fixedSizeBytes, signature } from './zip-format.ts';
import { localHeaderSizeBytes } from './zip-records.ts';
import { widenZip64 } from './zip64-extra.ts';

interface LocatedHeaders {
  readonly headers: readonly CentralHeader[];
  readonly directoryOffset: number;
}

/** Headers of small entries are read together, up to this many bytes. */
const windowBytes = 64 * 1024;

/**
 * Reads the local header of each entry (APPNOTE 6.3.10, 4.3.7) and yields where its data starts.
 * Throws an `ArchiveFormatError` unless the entries lie in the order of the central directory, fill
 * the archive from 0 to the directory with no gap and no overlap, and each local header says the
 * same as the central one.
 *
 * The local header must have the size that the profile gives it: its name, and a ZIP64 field only
 * if the size needs it.
 */
export async function* readLocalHeaders(
  source: RandomAccessSource,
  archive: LocatedHeaders,
): AsyncGenerator<{ readonly header: CentralHeader; readonly dataOffset: number }> {
  let window: { offset: number; bytes: Buffer } = { offset: 0, bytes: Buffer.alloc(0) };
  let expectedOffset = 0;
  for (const [index, header] of archive.headers.entries()) {
    checkOffset(header, expectedOffset);
    const start = header.headerOffset;
    const dataOffset = start + localHeaderSizeBytes(header);
    expectedOffset = dataOffset + header.sizeBytes;
    if (expectedOffset > archive.directoryOffset) {
      refuse(header, { rule: 'entry-overlap', reason: 'runs into the central directory' });
    }
    if (dataOffset > window.offset + window.bytes.length) {
      const length = windowEnd(archive, index) - start;
      window = { offset: start, bytes: await readExactly(source, { offset: start, length }) };
    }
    checkLocalHeader(
      header,
      window.bytes.subarray(start - window.offset, dataOffset - window.offset),
    );
    yield { header, dataOffset };
  }
  if (expectedOffset < archive.directoryOffset) {
    const message = `${archive.directoryOffset - expectedOffset} bytes before the central directory belong to no entry.`;
    throw new ArchiveFormatError({ rule: 'entry-gap', message });
  }
}

function checkOffset(header: CentralHeader, expected: number): void {
  if (header.headerOffset === expected) return;
  const rule = header.headerOffset < expected ? 'entry-overlap' : 'entry-gap';
  refuse(header, {
    rule,
    reason: `starts at ${header.headerOffset}, but what is before ends at ${expected}`,
  });
}

/**
 * The end of the last header that is read together with this one. The offsets of later entries are
 * not checked yet; one that is not where it should be ends the window.
 */
function windowEnd(archive: LocatedHeaders, first: number): number {
  const start = archive.headers[first]?.headerOffset ?? 0;
  const limit = Math.min(start + windowBytes, archive.directoryOffset);
  let end = start;
  let expectedOffset = start;
  for (let index = first; index < archive.headers.length; index += 1) {
    const header = archive.headers[index];
    if (header?.headerOffset !== expectedOffset) break;
    const headerEnd = header.headerOffset + localHeaderSizeBytes(header);
    if (index > first && headerEnd > limit) break;
    end = headerEnd;
    expectedOffset = headerEnd + header.sizeBytes;
  }
  return end;
}

function checkLocalHeader(header: CentralHeader, bytes: Buffer): void {
  const local = decodeLocalHeader(bytes);
  if (local.signature !== signature.localHeader) {
    refuse(header, { rule: 'local-header-missing', reason: 'has no local header at its offset' });
  }
  const nameEnd = fixedSizeBytes.localHeader + header.nameBytes.length;
  const nameDiffers =
    local.nameSizeBytes !== header.nameBytes.length ||
    !header.nameBytes.equals(bytes.subarray(fixedSizeBytes.localHeader, nameEnd));
  if (nameDiffers) {
    refuse(header, {
      rule: 'local-header-differs',
      reason: 'has another name in its local header',
    });
  }
  if (local.extraSizeBytes !== bytes.length - nameEnd) {
    refuse(header, { rule: 'extra-field', reason: 'has extra fields in its local header' });
  }

  const { values } = widenZip64({
    values32: [local.sizeBytes, local.compressedSizeBytes],
    extra: bytes.subarray(nameEnd),
    entry: header.displayName,
  });
  const [sizeBytes = 0, compressedSizeBytes = 0] = values;
  const widened = { ...local, sizeBytes, compressedSizeBytes };
  const field = comparedFields.find((name) => widened[name] !== header[name]);
  if (field) {
    refuse(header, {
      rule: 'local-header-differs',
      reason: `has another ${field} in its local header`,
    });
  }
}

const comparedFields = [
  'versionNeeded',
  'flags',
  'method',
  'time',
  'date',
  'crc32',
  'compressedSizeBytes',
  'sizeBytes',
] as const;

function refuse(
  header: CentralHeader,
  { rule, reason }: { rule: ArchiveRule; reason: string },
): never {
  const message = `The entry ${JSON.stringify(header.displayName)} ${reason}.`;
  throw new ArchiveFormatError({ rule, message, entry: header.displayName });
}
