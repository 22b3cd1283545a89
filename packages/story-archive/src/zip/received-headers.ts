import { ArchiveFormatError, type ArchiveRule } from './archive-format-error.ts';
import { decodeLocalHeader, type RawLocalHeader, readUInt64 } from './decode-records.ts';
import { type RandomAccessSource, readExactly } from './random-access-source.ts';
import type { ReceivedEntry } from './received-archive.ts';
import { checkReceivedExtraFields } from './received-profile.ts';
import { fixedSizeBytes, flag, signature } from './zip-format.ts';
import { widenZip64 } from './zip64-extra.ts';

export interface DataRange {
  readonly dataOffset: number;
  readonly dataEnd: number;
  /** 0 for an entry without a data descriptor. */
  readonly descriptorSizeBytes: number;
}

/**
 * Reads the local header of an entry (APPNOTE 6.3.10, 4.3.7). Resolves to where its data and its data descriptor lie.
 * Throws an `ArchiveFormatError` unless it says the same as the central one, and header, data and descriptor fill all
 * that lies before the next entry.
 */
export async function receivedDataRange(
  source: RandomAccessSource,
  entry: ReceivedEntry,
): Promise<DataRange> {
  const fixed = await readExactly(source, {
    offset: entry.headerOffset,
    length: fixedSizeBytes.localHeader,
  });
  const local = decodeLocalHeader(fixed);
  checkSameHeader(local, entry);
  const range = locateData(local, entry);
  const variable = await readExactly(source, {
    offset: entry.headerOffset + fixedSizeBytes.localHeader,
    length: local.nameSizeBytes + local.extraSizeBytes,
  });
  const nameBytes = variable.subarray(0, local.nameSizeBytes);
  if (!nameBytes.equals(Buffer.from(entry.name))) refuseDifference(entry, 'name');
  checkLocalSizes(local, { extra: variable.subarray(local.nameSizeBytes), entry });
  return range;
}

/** Before the rest of the header is read, so that a hostile one cannot ask for what lies behind the entry. */
function locateData(local: RawLocalHeader, entry: ReceivedEntry): DataRange {
  const headerBytes = fixedSizeBytes.localHeader + local.nameSizeBytes + local.extraSizeBytes;
  const dataOffset = entry.headerOffset + headerBytes;
  const dataEnd = dataOffset + entry.compressedSizeBytes;
  const descriptorSizeBytes = entry.endOffset - dataEnd;
  const expected = hasDescriptor(local) ? descriptorSizes : [0];
  if (expected.includes(descriptorSizeBytes)) return { dataOffset, dataEnd, descriptorSizeBytes };
  return refuse(entry, {
    rule: descriptorSizeBytes < 0 ? 'entry-overlap' : 'entry-gap',
    reason: 'does not end where the next one begins',
  });
}

function hasDescriptor({ flags }: RawLocalHeader): boolean {
  return (flags & flag.descriptor) !== 0;
}

/** Sizes of 4 or 8 bytes, with a signature or without (4.3.9). */
const descriptorSizes = [12, 16, 20, 24];

/** Throws an `ArchiveFormatError` (`descriptor-differs`) unless a data descriptor says the same as the central header. */
export function checkDescriptor(bytes: Buffer, entry: ReceivedEntry): void {
  const hasSignature = bytes.length % 8 === 0;
  const fields = bytes.subarray(hasSignature ? 4 : 0);
  const has64 = fields.length === 20;
  const isSame =
    (!hasSignature || bytes.readUInt32LE(0) === signature.dataDescriptor) &&
    fields.readUInt32LE(0) === entry.crc32 &&
    readSize(fields, 4, has64) === entry.compressedSizeBytes &&
    readSize(fields, has64 ? 12 : 8, has64) === entry.sizeBytes;
  if (isSame) return;
  refuse(entry, {
    rule: 'descriptor-differs',
    reason: 'has a data descriptor that says otherwise',
  });
}

function readSize(bytes: Buffer, offset: number, has64: boolean): number {
  return has64 ? readUInt64(bytes, offset) : bytes.readUInt32LE(offset);
}

function checkSameHeader(local: RawLocalHeader, entry: ReceivedEntry): void {
  if (local.signature !== signature.localHeader) {
    refuse(entry, { rule: 'local-header-missing', reason: 'has no local header at its offset' });
  }
  // The central header has sizes, so some writers do not say there that a descriptor has them too.
  const expectedFlags = entry.flags | (local.flags & flag.descriptor);
  if (local.flags !== expectedFlags) refuseDifference(entry, 'flags');
  if (local.method !== entry.method) refuseDifference(entry, 'method');
  if (local.nameSizeBytes !== Buffer.byteLength(entry.name)) refuseDifference(entry, 'name');
}

/** With a data descriptor behind the data, the header in front of it may have zeros for what was not known then (4.4.4). */
function checkLocalSizes(
  local: RawLocalHeader,
  { extra, entry }: { readonly extra: Buffer; readonly entry: ReceivedEntry },
): void {
  const { values, extraFields } = widenZip64({
    values32: [local.sizeBytes, local.compressedSizeBytes],
    extra,
    entry: entry.name,
    allowsSpareZip64: true,
  });
  checkReceivedExtraFields(extraFields, {
    nameBytes: Buffer.from(entry.name),
    displayName: entry.name,
  });
  const [sizeBytes, compressedSizeBytes] = values;
  const mayBeZero = hasDescriptor(local);
  const isSame = (value: number | undefined, known: number) =>
    value === known || (mayBeZero && value === 0);
  if (!isSame(local.crc32, entry.crc32)) refuseDifference(entry, 'crc32');
  if (!isSame(sizeBytes, entry.sizeBytes)) refuseDifference(entry, 'sizeBytes');
  if (!isSame(compressedSizeBytes, entry.compressedSizeBytes)) {
    refuseDifference(entry, 'compressedSizeBytes');
  }
}

function refuseDifference(entry: ReceivedEntry, field: string): never {
  return refuse(entry, {
    rule: 'local-header-differs',
    reason: `has another ${field} in its local header`,
  });
}

function refuse(
  entry: ReceivedEntry,
  { rule, reason }: { readonly rule: ArchiveRule; readonly reason: string },
): never {
  const message = `The entry ${JSON.stringify(entry.name)} ${reason}.`;
  throw new ArchiveFormatError({ rule, message, entry: entry.name });
}
