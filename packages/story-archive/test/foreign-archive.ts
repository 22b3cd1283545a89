import { crc32, deflateRawSync } from 'node:zlib';

/** The fields of a header that a test may want to be wrong. */
interface HeaderFields {
  readonly signature: number;
  readonly madeBy: number;
  readonly versionNeeded: number;
  readonly flags: number;
  readonly method: number;
  readonly time: number;
  readonly crc32: number;
  readonly packedBytes: number;
  readonly sizeBytes: number;
  readonly name: string;
  readonly extra: Uint8Array;
  readonly disk: number;
  readonly attributes: number;
  readonly offset: number;
}

/** An entry as other programs write it; whatever is left out is as it should be. */
export interface ForeignEntry {
  readonly name: string;
  readonly bytes?: Uint8Array;
  readonly isDeflated?: boolean;
  /** What is in the place of the compressed data. */
  readonly packed?: Uint8Array;
  /** Of how many bytes, with its signature if 16 or 24, and what it says if not the truth. */
  readonly descriptor?: 12 | 16 | 20 | 24;
  readonly descriptorSays?: Partial<Pick<HeaderFields, 'crc32' | 'packedBytes' | 'sizeBytes'>>;
  readonly comment?: string;
  readonly local?: Partial<HeaderFields>;
  readonly central?: Partial<HeaderFields>;
  /** Bytes before the local header that belong to nothing. */
  readonly gap?: Uint8Array;
  /** Has a central header only, with the data of another one. */
  readonly isOnlyListed?: boolean;
}

export interface ForeignEnd {
  readonly comment?: string | Uint8Array;
  readonly entryCount?: number;
  readonly directoryBytes?: number;
  readonly directoryOffset?: number;
  /** ZIP64 records that nothing needs. */
  readonly hasSpareZip64?: boolean;
}

type Fields = readonly (readonly [size: 2 | 4 | 8, value: number])[];

/** An archive as other programs make them, or as nobody should. */
export function foreignArchive(
  entries: readonly ForeignEntry[],
  { comment = '', hasSpareZip64 = false, ...said }: ForeignEnd = {},
): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  const put = (bytes: Uint8Array): void => {
    parts.push(Buffer.from(bytes));
    offset += bytes.length;
  };
  for (const entry of entries) {
    put(entry.gap ?? Buffer.of());
    const { local, central, packed } = describe(entry, offset);
    directory.push(centralHeader({ ...central, ...entry.central }, entry.comment ?? ''));
    if (entry.isOnlyListed) continue;
    put(localHeader({ ...local, ...entry.local }));
    put(packed);
    if (entry.descriptor) {
      put(descriptor({ ...central, ...entry.descriptorSays }, entry.descriptor));
    }
  }
  const end = {
    entryCount: entries.length,
    directoryBytes: Buffer.concat(directory).length,
    directoryOffset: offset,
    ...said,
  };
  const zip64 = hasSpareZip64 ? zip64Records(end) : Buffer.of();
  return Buffer.concat([...parts, ...directory, zip64, endRecord(end, Buffer.from(comment))]);
}

function describe(entry: ForeignEntry, offset: number) {
  const { bytes = Buffer.of(), isDeflated = false } = entry;
  const packed = entry.packed ?? (isDeflated ? deflateRawSync(bytes) : bytes);
  const isFolder = entry.name.endsWith('/');
  const central: HeaderFields = {
    signature: 0x02014b50,
    madeBy: 0x031e,
    versionNeeded: 20,
    flags: (entry.descriptor ? 8 : 0) | (/^[\x20-\x7e]*$/.test(entry.name) ? 0 : 0x800),
    method: isDeflated ? 8 : 0,
    time: 0x5b8a_6f21,
    crc32: crc32(bytes),
    packedBytes: packed.length,
    sizeBytes: bytes.length,
    name: entry.name,
    extra: Buffer.of(),
    disk: 0,
    attributes: isFolder ? 0x41ed_0010 : 0x81a4_0000,
    offset,
  };
  const unknown = entry.descriptor ? { crc32: 0, packedBytes: 0, sizeBytes: 0 } : {};
  return { central, local: { ...central, signature: 0x04034b50, ...unknown }, packed };
}

function localHeader(header: HeaderFields): Buffer {
  const fixed = [[4, header.signature], ...sharedFields(header)] as Fields;
  return Buffer.concat([encode(fixed), Buffer.from(header.name), header.extra]);
}

function centralHeader(header: HeaderFields, comment: string): Buffer {
  const commentBytes = Buffer.from(comment);
  const fixed: Fields = [
    ...([[4, header.signature], [2, header.madeBy], ...sharedFields(header)] as Fields),
    [2, commentBytes.length],
    [2, header.disk],
    [2, 0],
    [4, header.attributes],
    [4, header.offset],
  ];
  return Buffer.concat([encode(fixed), Buffer.from(header.name), header.extra, commentBytes]);
}

function sharedFields(header: HeaderFields): Fields {
  return [
    [2, header.versionNeeded],
    [2, header.flags],
    [2, header.method],
    [4, header.time],
    [4, header.crc32],
    [4, header.packedBytes],
    [4, header.sizeBytes],
    [2, Buffer.byteLength(header.name)],
    [2, header.extra.length],
  ];
}

function descriptor(header: HeaderFields, sizeBytes: number): Buffer {
  const signature: Fields = sizeBytes % 8 === 0 ? [[4, 0x08074b50]] : [];
  const width = sizeBytes < 20 ? 4 : 8;
  return encode([
    ...signature,
    [4, header.crc32],
    [width, header.packedBytes],
    [width, header.sizeBytes],
  ]);
}

function zip64Records(
  end: Required<Pick<ForeignEnd, 'entryCount' | 'directoryBytes' | 'directoryOffset'>>,
) {
  const { entryCount, directoryBytes, directoryOffset } = end;
  return encode([
    ...([
      [4, 0x06064b50],
      [8, 44],
      [2, 45],
      [2, 45],
      [4, 0],
      [4, 0],
    ] as Fields),
    ...([
      [8, entryCount],
      [8, entryCount],
      [8, directoryBytes],
      [8, directoryOffset],
    ] as Fields),
    ...([
      [4, 0x07064b50],
      [4, 0],
      [8, directoryOffset + directoryBytes],
      [4, 1],
    ] as Fields),
  ]);
}

function endRecord(
  end: Required<Pick<ForeignEnd, 'entryCount' | 'directoryBytes' | 'directoryOffset'>>,
  comment: Buffer,
): Buffer {
  const fields: Fields = [
    ...([
      [4, 0x06054b50],
      [2, 0],
      [2, 0],
      [2, end.entryCount],
      [2, end.entryCount],
    ] as Fields),
    [4, end.directoryBytes],
    [4, end.directoryOffset],
    [2, comment.length],
  ];
  return Buffer.concat([encode(fields), comment]);
}

/** Numbers with their sizes in bytes, in little-endian order. */
function encode(fields: Fields): Buffer {
  const parts = fields.map(([size, value]) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigUInt64LE(BigInt(value));
    return bytes.subarray(0, size);
  });
  return Buffer.concat(parts);
}
