import { ArchiveFormatError, type FramingRule } from './archive-format-error.ts';
import {
  centralHeaderSizeBytes,
  decodeCentralHeader,
  type RawCentralHeader,
} from './decode-records.ts';
import { type RandomAccessSource, readExactly } from './random-access-source.ts';
import { fixedSizeBytes, signature } from './zip-format.ts';
import type { DirectoryRecord } from './zip-records.ts';
import { type ExtraField, widenZip64 } from './zip64-extra.ts';

/**
 * A central header with its ZIP64 values in place. It holds on to no bytes of the directory but its
 * name.
 */
export interface CentralHeader extends RawCentralHeader {
  readonly nameBytes: Buffer;
  /** The name for people; what is not UTF-8 is replaced. */
  readonly displayName: string;
  readonly extraIds: readonly number[];
}

export interface HeaderReading {
  readonly allowsSpareZip64: boolean;
  /** Looks at the extra fields of a header, whose bytes are not kept. */
  readonly checkExtraFields: (
    fields: readonly ExtraField[],
    header: Pick<CentralHeader, 'nameBytes' | 'displayName'>,
  ) => void;
}

/** More than one header can have: 46 bytes and three times 65,535. */
const windowBytes = 256 * 1024;

/**
 * Reads the central directory (APPNOTE 6.3.10, 4.3.12) a window at a time. Throws an
 * `ArchiveFormatError` unless it is filled exactly by as many headers as the end record counts.
 */
export async function* readCentralDirectory(
  source: RandomAccessSource,
  directory: DirectoryRecord,
  reading?: HeaderReading,
): AsyncGenerator<CentralHeader> {
  const end = directory.directoryOffset + directory.directorySizeBytes;
  let window: Buffer = Buffer.alloc(0);
  let windowOffset = directory.directoryOffset;
  for (let index = 0; index < directory.entryCount; index += 1) {
    let raw = decodeWholeHeader(window);
    if (!raw) {
      window = await readExactly(source, {
        offset: windowOffset,
        length: Math.min(windowBytes, end - windowOffset),
      });
      raw =
        decodeWholeHeader(window) ??
        refuse('directory-malformed', 'A header goes beyond the central directory.');
    }
    yield completeHeader(raw, window, reading);
    const length = centralHeaderSizeBytes(raw);
    window = window.subarray(length);
    windowOffset += length;
  }
  if (windowOffset !== end) {
    refuse(
      'entry-count-differs',
      `The central directory goes on behind its ${directory.entryCount} entries.`,
    );
  }
}

/** The header at the start of the bytes, or `undefined` if more bytes are needed. */
function decodeWholeHeader(bytes: Buffer): RawCentralHeader | undefined {
  if (bytes.length < fixedSizeBytes.centralHeader) return undefined;
  const raw = decodeCentralHeader(bytes);
  if (raw.signature !== signature.centralHeader) {
    refuse('directory-malformed', 'There is something else than headers in the central directory.');
  }
  return centralHeaderSizeBytes(raw) <= bytes.length ? raw : undefined;
}

function completeHeader(
  raw: RawCentralHeader,
  bytes: Buffer,
  reading: HeaderReading | undefined,
): CentralHeader {
  const nameEnd = fixedSizeBytes.centralHeader + raw.nameSizeBytes;
  const nameBytes = Buffer.from(bytes.subarray(fixedSizeBytes.centralHeader, nameEnd));
  const displayName = nameBytes.toString();
  const { values, extraFields } = widenZip64({
    values32: [raw.sizeBytes, raw.compressedSizeBytes, raw.headerOffset],
    extra: bytes.subarray(nameEnd, nameEnd + raw.extraSizeBytes),
    entry: displayName,
    allowsSpareZip64: reading?.allowsSpareZip64 ?? false,
  });
  reading?.checkExtraFields(extraFields, { nameBytes, displayName });
  const extraIds = extraFields.map(({ id }) => id);
  const [sizeBytes = 0, compressedSizeBytes = 0, headerOffset = 0] = values;
  return { ...raw, sizeBytes, compressedSizeBytes, headerOffset, nameBytes, displayName, extraIds };
}

function refuse(rule: FramingRule, message: string): never {
  throw new ArchiveFormatError({ rule, message });
}
