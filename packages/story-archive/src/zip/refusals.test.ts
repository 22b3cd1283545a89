import { describe, expect, it } from 'vitest';
import { bufferSource } from './archive-fixtures.ts';
import { readArchiveDirectory } from './read-archive.ts';
import {
  type FieldEdit,
  makeSpecimen,
  specimenLayout,
  withBytes,
  withFields,
  withHiddenBytes,
} from './specimen.ts';

const good = makeSpecimen();
const { local, central, end } = specimenLayout;
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');
const edit = (at: number, size: FieldEdit['size'], value: number): FieldEdit => ({
  at,
  size,
  value,
});

async function expectRefusal(bytes: Buffer, refusal: { rule: string; entry?: string | undefined }) {
  const expected = { name: 'ArchiveFormatError', ...refusal };
  await expect(readArchiveDirectory(bufferSource(bytes))).rejects.toMatchObject(expected);
}

describe('a good archive', () => {
  it('is read, so that what the others are refused for is their damage', async () => {
    const { entries } = await readArchiveDirectory(bufferSource(good));
    expect(entries).toMatchObject([
      { name: 'story.json', sizeBytes: 2, headerOffset: 0, dataOffset: 40 },
      { name: 'media/é.jpg', sizeBytes: 300, headerOffset: 42, dataOffset: 84 },
      { name: 'b.txt', sizeBytes: 0, crc32: 0, headerOffset: 384, dataOffset: 419 },
    ]);
    expect(good).toHaveLength(end + 22);
  });
});

/**
 * Fields that both headers have: offset in the local and in the central header, size, a wrong
 * value, and the rule for it.
 */
const sharedFields = [
  ['version needed', 4, 6, 2, 45, 'version-needed'],
  ['flags: encrypted', 6, 8, 2, 0x0801, 'flags'],
  ['flags: data descriptor', 6, 8, 2, 0x0808, 'flags'],
  ['flags: name not UTF-8', 6, 8, 2, 0, 'flags'],
  ['method', 8, 10, 2, 8, 'method'],
  ['time', 10, 12, 2, 1, 'modified-time'],
  ['date', 12, 14, 2, 0x22, 'modified-time'],
  ['compressed size', 18, 20, 4, 299, 'stored-size-differs'],
  ['size', 22, 24, 4, 301, 'stored-size-differs'],
] as const;

describe('a field outside the profile', () => {
  it.each(sharedFields)('%s', async (_, localAt, centralAt, size, value, rule) => {
    const both = [edit(local[1] + localAt, size, value), edit(central[1] + centralAt, size, value)];
    await expectRefusal(withFields(good, both), { rule, entry: 'media/é.jpg' });
  });

  it.each([
    ['made by MS-DOS', 5, 1, 0, 'made-by'],
    ['made by another version', 4, 1, 20, 'made-by'],
    ['disk', 34, 2, 1, 'several-disks'],
    ['internal attributes', 36, 2, 1, 'attributes'],
    ['a symbolic link', 38, 4, 0xa1ff0000, 'attributes'],
    ['a folder for MS-DOS', 38, 1, 0x10, 'attributes'],
  ] as const)('%s', async (_, at, size, value, rule) => {
    const bytes = withFields(good, [edit(central[1] + at, size, value)]);
    await expectRefusal(bytes, { rule, entry: 'media/é.jpg' });
  });
});

describe('a local header that is not like the central one', () => {
  it.each([
    ['signature', 0, 4, 0x02014b50, 'local-header-missing'],
    ['version needed', 4, 2, 10, 'local-header-differs'],
    ['flags', 6, 2, 0x0808, 'local-header-differs'],
    ['method', 8, 2, 8, 'local-header-differs'],
    ['time', 10, 2, 1, 'local-header-differs'],
    ['date', 12, 2, 0x22, 'local-header-differs'],
    ['CRC-32', 14, 4, 0, 'local-header-differs'],
    ['compressed size', 18, 4, 0, 'local-header-differs'],
    ['size', 22, 4, 0, 'local-header-differs'],
    ['size of the name', 26, 2, 11, 'local-header-differs'],
    ['name', 30, 1, 0x4d, 'local-header-differs'],
    ['size of the extra field', 28, 2, 4, 'extra-field'],
    ['size that overflows', 22, 4, 0xffffffff, 'zip64-missing'],
  ] as const)('%s', async (_, at, size, value, rule) => {
    const bytes = withFields(good, [edit(local[1] + at, size, value)]);
    await expectRefusal(bytes, { rule, entry: 'media/é.jpg' });
  });

  it.each([
    ['CRC-32', 16, 4, 0, 'local-header-differs'],
    ['offset before', 42, 4, 41, 'entry-overlap'],
    ['offset behind', 42, 4, 43, 'entry-gap'],
    ['offset of another entry', 42, 4, 0, 'entry-overlap'],
    ['offset that overflows', 42, 4, 0xffffffff, 'zip64-missing'],
  ] as const)('in the central header: %s', async (_, at, size, value, rule) => {
    const bytes = withFields(good, [edit(central[1] + at, size, value)]);
    await expectRefusal(bytes, { rule, entry: 'media/é.jpg' });
  });

  it('in the central header: name', async () => {
    const bytes = withFields(good, [edit(central[1] + 46, 1, 0x4d)]);
    await expectRefusal(bytes, { rule: 'local-header-differs', entry: 'Media/é.jpg' });
  });

  it('may not have both sizes larger than the room for the data', async () => {
    const sizes = [local[1] + 18, local[1] + 22, central[1] + 20, central[1] + 24];
    const refusal = { rule: 'entry-overlap', entry: 'b.txt' };
    await expectRefusal(
      withFields(
        good,
        sizes.map((at) => edit(at, 4, 301)),
      ),
      refusal,
    );
    const last = [local[2] + 18, local[2] + 22, central[2] + 20, central[2] + 24];
    await expectRefusal(
      withFields(
        good,
        last.map((at) => edit(at, 4, 1)),
      ),
      refusal,
    );
  });

  it('may not have both sizes smaller than the room for the data', async () => {
    const sizes = [local[1] + 18, local[1] + 22, central[1] + 20, central[1] + 24];
    const bytes = withFields(
      good,
      sizes.map((at) => edit(at, 4, 299)),
    );
    await expectRefusal(bytes, { rule: 'entry-gap', entry: 'b.txt' });
  });
});

describe('bytes that belong to nothing', () => {
  const one = Buffer.of(0);
  it.each([
    ['before the first entry', 0, 'directory-misplaced', 'entry-gap'],
    ['between two entries', local[1], 'directory-misplaced', 'entry-gap'],
    ['before the directory', central[0], 'directory-misplaced', 'entry-gap'],
    ['between central headers', central[1], 'directory-misplaced', 'directory-malformed'],
    ['behind the central headers', end, 'directory-misplaced', 'entry-count-differs'],
    ['behind the end record', end + 22, 'bytes-after-end', 'bytes-after-end'],
  ])('%s', async (_, at, plainRule, hiddenRule) => {
    await expectRefusal(withBytes(good, { at, bytes: one }), { rule: plainRule });
    await expectRefusal(withHiddenBytes(good, { at, bytes: one }), { rule: hiddenRule });
  });
});

describe('variable parts', () => {
  const unknown = hex('feca 0000');
  it('may not be an unknown extra field', async () => {
    const inCentral = withFields(good, [edit(central[1] + 30, 2, 4)]);
    const inLocal = withFields(good, [edit(local[1] + 28, 2, 4)]);
    const refusal = { rule: 'extra-field', entry: 'media/é.jpg' };
    await expectRefusal(
      withHiddenBytes(inCentral, { at: central[1] + 58, bytes: unknown }),
      refusal,
    );
    await expectRefusal(withHiddenBytes(inLocal, { at: local[1] + 42, bytes: unknown }), refusal);
  });

  it.each([
    ['a field cut off', 'feca00', 'extra-malformed'],
    ['a field longer than its room', 'feca 0500 00000000', 'extra-malformed'],
    ['ZIP64 without need', '0100 0000', 'zip64-not-needed'],
    ['ZIP64 sizes without need', '0100 1000 2c01000000000000 2c01000000000000', 'zip64-not-needed'],
    ['ZIP64 twice', '0100 0000 0100 0000', 'zip64-malformed'],
  ])('may not be %s', async (_, digits, rule) => {
    const extra = hex(digits);
    const bytes = withFields(good, [edit(central[1] + 30, 2, extra.length)]);
    const refusal = { rule, entry: 'media/é.jpg' };
    await expectRefusal(withHiddenBytes(bytes, { at: central[1] + 58, bytes: extra }), refusal);
  });

  it('may not be ZIP64 values that need no ZIP64', async () => {
    const sizes = [edit(central[1] + 20, 4, 0xffffffff), edit(central[1] + 24, 4, 0xffffffff)];
    const extra = hex('0100 1000 2c01000000000000 2c01000000000000');
    const bytes = withFields(good, [...sizes, edit(central[1] + 30, 2, extra.length)]);
    const refusal = { rule: 'zip64-not-needed', entry: 'media/é.jpg' };
    await expectRefusal(withHiddenBytes(bytes, { at: central[1] + 58, bytes: extra }), refusal);
  });

  it('may not be a comment', async () => {
    const ofEntry = withFields(good, [edit(central[1] + 32, 2, 3)]);
    const ofArchive = withFields(good, [edit(end + 20, 2, 3)]);
    const text = Buffer.from('hi!');
    const refusal = { rule: 'entry-comment', entry: 'media/é.jpg' };
    await expectRefusal(withHiddenBytes(ofEntry, { at: central[1] + 58, bytes: text }), refusal);
    await expectRefusal(withBytes(ofArchive, { at: end + 22, bytes: text }), {
      rule: 'archive-comment',
    });
    await expectRefusal(ofArchive, { rule: 'archive-comment' });
    await expectRefusal(withBytes(good, { at: end + 22, bytes: text }), {
      rule: 'bytes-after-end',
    });
  });
});
