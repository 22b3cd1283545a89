import { describe, expect, it } from 'vitest';
import { encodeCentralDirectory, encodeEndRecords, encodeLocalHeader } from './zip-records.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const entry = { nameBytes: Buffer.from('a'), sizeBytes: 5, crc32: 0x3610a686, headerOffset: 7 };
const large = { ...entry, sizeBytes: 2 ** 32 - 1 };
const far = { ...entry, headerOffset: 2 ** 32 + 1 };

describe('encodeLocalHeader', () => {
  it('writes the fields of APPNOTE 4.3.7', () => {
    expect(hex(encodeLocalHeader(entry))).toBe(
      ['504b0304', '1400', '0008', '0000', '0000', '2100', '86a61036', '05000000', '05000000']
        .concat('0100', '0000', '61')
        .join(''),
    );
  });

  it('writes both sizes as ZIP64 as soon as they overflow', () => {
    expect(hex(encodeLocalHeader(large))).toBe(
      ['504b0304', '2d00', '0008', '0000', '0000', '2100', '86a61036', 'ffffffff', 'ffffffff']
        .concat('0100', '1400', '61', '0100', '1000', 'ffffffff00000000', 'ffffffff00000000')
        .join(''),
    );
  });

  it('has no ZIP64 field for an offset, but needs the version of the central header', () => {
    const bytes = encodeLocalHeader(far);
    expect(bytes).toHaveLength(31);
    expect(bytes.readUInt16LE(4)).toBe(45);
  });
});

describe('encodeCentralDirectory', () => {
  it('writes the fields of APPNOTE 4.3.12', () => {
    expect(hex(encodeCentralDirectory([entry]))).toBe(
      ['504b0102', '3f03', '1400', '0008', '0000', '0000', '2100', '86a61036', '05000000']
        .concat('05000000', '0100', '0000', '0000', '0000', '0000', '0000a481', '07000000', '61')
        .join(''),
    );
  });

  it.each([
    ['sizes', large, '01001000 ffffffff00000000 ffffffff00000000', 'ffffffff', '07000000'],
    ['an offset', far, '01000800 0100000001000000', '05000000', 'ffffffff'],
    [
      'sizes and an offset',
      { ...large, headerOffset: 2 ** 32 - 1 },
      '01001800 ffffffff00000000 ffffffff00000000 ffffffff00000000',
      'ffffffff',
      'ffffffff',
    ],
  ])('writes %s as ZIP64 and nothing else', (_, record, extra, size32, offset32) => {
    const bytes = encodeCentralDirectory([record]);
    expect(hex(bytes.subarray(47))).toBe(extra.replaceAll(' ', ''));
    expect(hex(bytes.subarray(30, 32))).toBe(hex(Buffer.from([bytes.length - 47, 0])));
    expect(hex(bytes.subarray(20, 28))).toBe(size32 + size32);
    expect(hex(bytes.subarray(42, 46))).toBe(offset32);
    expect(bytes.readUInt16LE(6)).toBe(45);
  });
});

describe('encodeEndRecords', () => {
  it('writes only the end record of APPNOTE 4.3.16 as long as its fields hold', () => {
    const directory = { entryCount: 0xfffe, directoryOffset: 2, directorySizeBytes: 3 };
    expect(hex(encodeEndRecords(directory))).toBe(
      '504b0506 0000 0000 feff feff 03000000 02000000 0000'.replaceAll(' ', ''),
    );
  });

  it('writes the records of APPNOTE 4.3.14 and 4.3.15 before it as soon as one overflows', () => {
    const directory = { entryCount: 0xffff, directoryOffset: 0x10, directorySizeBytes: 0x20 };
    expect(hex(encodeEndRecords(directory))).toBe(
      ['504b0606', '2c00000000000000', '3f03', '2d00', '00000000', '00000000']
        .concat('ffff000000000000', 'ffff000000000000', '2000000000000000', '1000000000000000')
        .concat('504b0607', '00000000', '3000000000000000', '01000000')
        .concat('504b0506', '0000', '0000', 'ffff', 'ffff', '20000000', '10000000', '0000')
        .join(''),
    );
  });

  const small = { entryCount: 1, directoryOffset: 1, directorySizeBytes: 1 };
  it.each([
    ['entryCount', 0xfffe, 22],
    ['entryCount', 0xffff, 98],
    ['entryCount', 0x10000, 98],
    ['directoryOffset', 0xfffffffe, 22],
    ['directoryOffset', 0xffffffff, 98],
    ['directoryOffset', 0x100000000, 98],
    ['directorySizeBytes', 0xfffffffe, 22],
    ['directorySizeBytes', 0xffffffff, 98],
    ['directorySizeBytes', 0x100000000, 98],
  ])('with %s %d takes %d bytes', (field, value, sizeBytes) => {
    expect(encodeEndRecords({ ...small, [field]: value })).toHaveLength(sizeBytes);
  });
});
