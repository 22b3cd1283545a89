import { ArchiveFormatError, type FramingRule } from './archive-format-error.ts';
import { readUInt64 } from './decode-records.ts';
import { overflow32, zip64ExtraId } from './zip-format.ts';

export interface WidenedValues {
  readonly values: readonly number[];
  readonly extraFields: readonly ExtraField[];
}

/** An extra field (4.5.1); its data is a part of the bytes that were read. */
export interface ExtraField {
  readonly id: number;
  readonly data: Buffer;
}

interface WidenedHeader {
  readonly values32: readonly number[];
  readonly extra: Buffer;
  readonly entry: string;
  /**
   * Other programs have a ZIP64 field where nothing needs it: it must repeat the values that are there, or hold none.
   * Our own never do.
   */
  readonly allowsSpareZip64?: boolean;
}

/**
 * Replaces values that overflowed by those of the ZIP64 extra field (APPNOTE 6.3.10, 4.5.3).
 * `values32` are the fields of the header in the order of the section. Throws an
 * `ArchiveFormatError` unless the extra field has exactly the values that overflowed, and each one
 * needs it, if not told otherwise.
 */
export function widenZip64(header: WidenedHeader): WidenedValues {
  const { values32, allowsSpareZip64 = false } = header;
  const refuse = (rule: FramingRule, message: string): never => {
    throw new ArchiveFormatError({ rule, message, entry: header.entry });
  };
  const extraFields =
    splitExtraFields(header.extra) ??
    refuse('extra-malformed', 'The extra fields do not fill their space.');
  const [zip64, ...others] = extraFields.filter(({ id }) => id === zip64ExtraId);
  if (others.length > 0) refuse('zip64-malformed', 'There are several ZIP64 extra fields.');

  const overflowCount = values32.filter((value) => value === overflow32).length;
  if (!zip64) {
    if (overflowCount > 0) {
      refuse('zip64-missing', 'A size or offset overflows, but there is no ZIP64 extra field.');
    }
    return { values: values32, extraFields };
  }
  if (overflowCount === 0) {
    if (allowsSpareZip64 && repeats(zip64.data, values32)) return { values: values32, extraFields };
    refuse('zip64-not-needed', 'There is a ZIP64 extra field, but nothing overflows.');
  }
  if (zip64.data.length !== 8 * overflowCount) {
    refuse(
      'zip64-malformed',
      `The ZIP64 extra field has ${zip64.data.length} bytes for ${overflowCount} values.`,
    );
  }

  let offset = 0;
  const values = values32.map((value32) => {
    if (value32 !== overflow32) return value32;
    const value = readUInt64(zip64.data, offset);
    offset += 8;
    return value >= overflow32 || allowsSpareZip64
      ? value
      : refuse('zip64-not-needed', `The ZIP64 extra field has the value ${value}.`);
  });
  return { values, extraFields };
}

/** Whether a ZIP64 field has the first of the values, and nothing else. */
function repeats(data: Buffer, values: readonly number[]): boolean {
  const count = data.length / 8;
  if (!Number.isInteger(count) || count > values.length) return false;
  return values.slice(0, count).every((value, index) => readUInt64(data, 8 * index) === value);
}

/** The extra fields (4.5.1), or `undefined` if they do not fill the bytes exactly. */
function splitExtraFields(extra: Buffer): readonly ExtraField[] | undefined {
  const fields: ExtraField[] = [];
  let offset = 0;
  while (offset < extra.length) {
    if (offset + 4 > extra.length) return undefined;
    const end = offset + 4 + extra.readUInt16LE(offset + 2);
    if (end > extra.length) return undefined;
    fields.push({ id: extra.readUInt16LE(offset), data: extra.subarray(offset + 4, end) });
    offset = end;
  }
  return fields;
}
