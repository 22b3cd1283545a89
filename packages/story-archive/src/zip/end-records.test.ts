import { describe, expect, it } from 'vitest';
import { bufferSource, planSource } from './archive-fixtures.ts';
import type { ArchivePlan } from './plan-archive.ts';
import { readArchiveDirectory } from './read-archive.ts';
import {
  makeSpecimen,
  planZip64Specimen,
  specimenLayout,
  withBytes,
  withFields,
  withSegmentFields,
  zip64Layout,
} from './specimen.ts';
import { encodeEndRecords } from './zip-records.ts';

const good = makeSpecimen();
const { central, end } = specimenLayout;
const directory = { directoryOffset: central[0], directorySizeBytes: end - central[0] };

async function expectRefusal(bytes: Buffer, rule: string): Promise<void> {
  await expect(readArchiveDirectory(bufferSource(bytes))).rejects.toMatchObject({
    name: 'ArchiveFormatError',
    rule,
    entry: undefined,
  });
}

describe('the end record', () => {
  it.each([
    ['disk', [[4, 1]], 'several-disks'],
    ['disk of the directory', [[6, 1]], 'several-disks'],
    ['count on this disk', [[8, 2]], 'entry-count-differs'],
    ['count', [[10, 4]], 'entry-count-differs'],
    [
      'both counts too low',
      [
        [8, 2],
        [10, 2],
      ],
      'entry-count-differs',
    ],
    [
      'both counts too high',
      [
        [8, 4],
        [10, 4],
      ],
      'directory-malformed',
    ],
    [
      'both counts 0',
      [
        [8, 0],
        [10, 0],
      ],
      'entry-count-differs',
    ],
    [
      'both counts overflow',
      [
        [8, 0xffff],
        [10, 0xffff],
      ],
      'zip64-missing',
    ],
    ['size of the directory', [[12, 166]], 'directory-misplaced'],
    ['offset of the directory', [[16, 420]], 'directory-misplaced'],
    [
      'size and offset of the directory',
      [
        [12, 164],
        [16, 420],
      ],
      'directory-malformed',
    ],
    ['signature', [[0, 0x4b51]], 'end-record-missing'],
  ] as const)('may not have another %s', async (_, fields, rule) => {
    const edits = fields.map(([at, value]) => ({ at: end + at, size: 2, value }) as const);
    await expectRefusal(withFields(good, edits), rule);
  });

  it('is there once', async () => {
    const record = good.subarray(end);
    await expectRefusal(withBytes(good, { at: end, bytes: record }), 'directory-misplaced');
    const inComment = withFields(good, [{ at: end + 20, size: 2, value: 22 }]);
    await expectRefusal(
      withBytes(inComment, { at: end + 22, bytes: record }),
      'directory-misplaced',
    );
  });

  it('is missing however much is cut off', async () => {
    for (let length = 0; length < good.length; length += 1) {
      await expectRefusal(good.subarray(0, length), 'end-record-missing');
    }
  });

  it('may not have ZIP64 records before it that it does not need', async () => {
    const forced = encodeEndRecords({ ...directory, entryCount: 0xffff }).subarray(0, 76);
    const counts = [24, 32].map((at) => ({ at, size: 4, value: 3 }) as const);
    const records = withFields(forced, counts);
    await expectRefusal(withBytes(good, { at: end, bytes: records }), 'zip64-not-needed');
    const marked = withBytes(good, { at: end, bytes: records });
    const overflow = [8, 10].map((at) => ({ at: end + 76 + at, size: 2, value: 0xffff }) as const);
    await expectRefusal(withFields(marked, overflow), 'zip64-differs');
  });
});

describe('limits', () => {
  it('hold for the count of entries and for the bytes of the directory', async () => {
    const read = (limits: object) => readArchiveDirectory(bufferSource(good), limits);
    const { directorySizeBytes } = directory;
    expect(
      (await read({ maxEntries: 3, maxDirectoryBytes: directorySizeBytes })).entries,
    ).toHaveLength(3);
    await expect(read({ maxEntries: 2 })).rejects.toMatchObject({ rule: 'too-many-entries' });
    await expect(read({ maxDirectoryBytes: directorySizeBytes - 1 })).rejects.toMatchObject({
      rule: 'directory-too-large',
    });
  });
});

describe('ZIP64 records', () => {
  const plan = planZip64Specimen();
  const { record, locator, central: headers, end: zip64End } = zip64Layout;
  const expectPlanRefusal = async (damaged: ArchivePlan, rule: string): Promise<void> => {
    await expect(readArchiveDirectory(planSource(damaged))).rejects.toMatchObject({ rule });
  };

  it('are read from the specimen', async () => {
    const { entries } = await readArchiveDirectory(planSource(plan));
    expect(entries).toMatchObject([
      { name: 'large', sizeBytes: 2 ** 32, headerOffset: 0, dataOffset: 55 },
      { name: 'behind', sizeBytes: 3, headerOffset: 2 ** 32 + 55, dataOffset: 2 ** 32 + 91 },
    ]);
    expect(plan.segments.map(({ sizeBytes }) => sizeBytes)).toEqual([55, 2 ** 32, 36, 3, 233]);
  });

  it.each([
    ['no locator', locator, 0, 'zip64-missing'],
    ['disk of the record', locator + 4, 1, 'several-disks'],
    ['offset of the record', locator + 8, 1, 'zip64-malformed'],
    ['count of disks', locator + 16, 2, 'several-disks'],
    ['signature of the record', record, 0, 'zip64-malformed'],
    ['size of the record', record + 4, 45, 'zip64-malformed'],
    ['maker of the record', record + 12, 0x002d_0314, 'made-by'],
    ['version for the record', record + 12, 0x0014_033f, 'version-needed'],
    ['disk', record + 16, 1, 'several-disks'],
    ['disk of the directory', record + 20, 1, 'several-disks'],
    ['count on this disk', record + 24, 1, 'entry-count-differs'],
    ['count', record + 32, 1, 'entry-count-differs'],
    ['size of the directory', record + 40, 1, 'zip64-differs'],
    ['offset of the directory', record + 48, 1, 'directory-misplaced'],
    ['offset of the directory without need', record + 52, 0, 'zip64-differs'],
    ['offset beyond 2^53', record + 52, 0x0020_0000, 'number-too-large'],
    ['counts of the end record', zip64End + 8, 0x0003_0003, 'zip64-differs'],
    ['offset in the end record', zip64End + 16, 5, 'zip64-not-needed'],
    ['extra field that is not ZIP64', headers[0] + 51, 0x0010_0002, 'zip64-missing'],
    ['shorter extra field', headers[0] + 51, 0x000f_0001, 'extra-malformed'],
    ['size without need', headers[0] + 59, 0, 'zip64-not-needed'],
    ['size in the central header', headers[0] + 24, 5, 'zip64-malformed'],
    ['offset in the central header', headers[1] + 42, 5, 'zip64-not-needed'],
    ['offset of an entry', headers[1] + 56, 56, 'entry-gap'],
    ['version needed for an entry', headers[1] + 4, 0x0014_033f, 'version-needed'],
  ])('may not have another %s', async (_, at, value, rule) => {
    const edits = [{ at, size: 4, value }] as const;
    await expectPlanRefusal(withSegmentFields(plan, { segment: 4, edits }), rule);
  });

  it('may not be two in one extra field', async () => {
    const data = headers[0] + 55;
    const edits = [
      { at: headers[0] + 51, size: 4, value: 0x0008_0001 },
      { at: data + 8, size: 4, value: 0x0004_0001 },
    ] as const;
    await expectPlanRefusal(withSegmentFields(plan, { segment: 4, edits }), 'zip64-malformed');
  });

  it.each([
    ['extra field that is not ZIP64', 35, 0x0010_0002, 'zip64-missing'],
    ['size without ZIP64', 22, 5, 'zip64-malformed'],
    ['size', 39, 1, 'local-header-differs'],
    ['compressed size', 47, 1, 'local-header-differs'],
    ['version needed', 4, 0x0800_0014, 'local-header-differs'],
  ])('may not have another %s in the local header', async (_, at, value, rule) => {
    const edits = [{ at, size: 4, value }] as const;
    await expectPlanRefusal(withSegmentFields(plan, { segment: 0, edits }), rule);
  });

  it('are refused with any bit of any header changed', async () => {
    for (const segment of [0, 2, 4]) {
      const old = plan.segments[segment];
      if (old?.kind !== 'inline') throw new Error('The specimen has another plan');
      for (let bit = 0; bit < 8 * old.sizeBytes; bit += 1) {
        const value = (old.bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        const edits = [{ at: bit >> 3, size: 1, value }] as const;
        const source = planSource(withSegmentFields(plan, { segment, edits }));
        await expect(readArchiveDirectory(source), `bit ${bit} of ${segment}`).rejects.toThrow(
          expect.objectContaining({ name: 'ArchiveFormatError' }),
        );
      }
    }
  });
});
