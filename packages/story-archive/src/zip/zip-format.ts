/**
 * Numbers that the writer and the reader of packages share. Sections are those of PKWARE's APPNOTE
 * 6.3.10.
 */
export const signature = {
  localHeader: 0x04034b50,
  centralHeader: 0x02014b50,
  zip64EndRecord: 0x06064b50,
  zip64EndLocator: 0x07064b50,
  endRecord: 0x06054b50,
  /** Optional, in front of a data descriptor (4.3.9.3). */
  dataDescriptor: 0x08074b50,
} as const;

/** Bytes of each record without its variable parts (4.3.7, 4.3.12, 4.3.14, 4.3.15, 4.3.16). */
export const fixedSizeBytes = {
  localHeader: 30,
  centralHeader: 46,
  zip64EndRecord: 56,
  zip64EndLocator: 20,
  endRecord: 22,
} as const;

/**
 * A field with all bits set says that its value is in the ZIP64 record (4.4.1.4), so a real value
 * must be less.
 */
export const overflow16 = 0xffff;
export const overflow32 = 0xffffffff;

/** Identifier of the ZIP64 extra field (4.5.3). */
export const zip64ExtraId = 0x0001;

/** Compression methods (4.4.5). */
export const method = { stored: 0, deflated: 8 } as const;

/** General purpose bits (4.4.4). */
export const flag = { encrypted: 1 << 0, descriptor: 1 << 3, utf8: 1 << 11 } as const;

/** The values that the ZIP profile of archive-format.md gives to every header. */
export const profile = {
  /**
   * Upper byte 3 is Unix, which gives the attributes their meaning (4.4.2); 6.3 is the version with
   * UTF-8 names.
   */
  madeBy: (3 << 8) | 63,
  /** 2.0, since names have folders (4.4.3.2). */
  versionNeeded: 20,
  versionNeededZip64: 45,
  /** Bit 11: the name is UTF-8 (4.4.4). */
  flags: 1 << 11,
  stored: 0,
  /**
   * 1980-01-01 00:00:00, the first moment of MS-DOS time (4.4.6): month 1 in bits 5 to 8, day 1 in
   * bits 0 to 4.
   */
  time: 0,
  date: (1 << 5) | 1,
  internalAttributes: 0,
  /** A regular file with mode 0644 (0o100644) in the upper half. */
  externalAttributes: 0x81a40000,
} as const;
