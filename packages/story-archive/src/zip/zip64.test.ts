import { describe, expect, it } from 'vitest';
import {
  borderSizes,
  bufferSource,
  planBytes,
  planSource,
  zerosEntry,
} from './archive-fixtures.ts';
import { type ArchivePlan, inlineEntry, planArchive } from './plan-archive.ts';
import { readArchiveDirectory } from './read-archive.ts';
import { listWithYauzl } from './yauzl-listing.ts';

const zip64EndRecord = Buffer.from('504b0606', 'hex');
const small = inlineEntry('story.json', Buffer.from('{}'));
const gigabytes = { sizeBytes: 2 ** 31, crc32: 1 };

/**
 * The ZIP64 extra field of each entry in hexadecimal, as yauzl sees them, and whether there is a
 * ZIP64 end record.
 */
async function zip64Fields(plan: ArchivePlan) {
  const seen = await listWithYauzl(planSource(plan));
  const last = plan.segments.at(-1);
  return {
    local: seen.map(({ local }) => local.extraField.toString('hex')),
    central: seen.map(({ central }) => central.extraFieldRaw.toString('hex')),
    end: last?.kind === 'inline' && Buffer.from(last.bytes).includes(zip64EndRecord),
  };
}

function uint64(value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes.toString('hex');
}

async function expectSameListing(plan: ArchivePlan): Promise<void> {
  const seen = await listWithYauzl(planSource(plan));
  const { entries } = await readArchiveDirectory(planSource(plan));
  expect(entries).toEqual(
    seen.map(({ central, local }) => ({
      name: central.fileName,
      sizeBytes: central.uncompressedSize,
      crc32: central.crc32,
      headerOffset: central.relativeOffsetOfLocalHeader,
      dataOffset: local.fileDataStart,
    })),
  );
}

describe('the count of entries', () => {
  it.each([
    [65_534, false],
    [65_535, true],
    [65_536, true],
  ])(
    '%d gives a ZIP64 end record: %s',
    async (count, hasZip64) => {
      const entries = Array.from({ length: count }, (_, index) =>
        inlineEntry(`${index}`, Buffer.of()),
      );
      const bytes = planBytes(planArchive(entries));
      expect(bytes.readUInt16LE(bytes.length - 12)).toBe(Math.min(count, 0xffff));
      expect(bytes.includes(zip64EndRecord)).toBe(hasZip64);

      const listed = (await readArchiveDirectory(bufferSource(bytes))).entries;
      const seen = await listWithYauzl(bufferSource(bytes));
      // Compared as text: a deep comparison of so many objects is slow.
      const names = entries.map(({ name }) => name).join();
      expect(listed.map(({ name }) => name).join()).toBe(names);
      expect(seen.map(({ central }) => central.fileName).join()).toBe(names);
      expect(listed.map(({ dataOffset }) => dataOffset).join()).toBe(
        seen.map(({ local }) => local.fileDataStart).join(),
      );
      expect(seen.every(({ central }) => central.extraFieldLength === 0)).toBe(true);
    },
    20_000,
  );
});

describe('the size of an entry', () => {
  it.each(borderSizes)('$sizeBytes has a ZIP64 field: $needsZip64', async (size) => {
    const plan = planArchive([small, zerosEntry('media/video.mp4', size)]);
    await expectSameListing(plan);
    const sizes = uint64(size.sizeBytes).repeat(2);
    const extra = size.needsZip64 ? `01001000${sizes}` : '';
    expect(await zip64Fields(plan)).toEqual({
      local: ['', extra],
      central: ['', extra],
      // Behind an entry of nearly 4 GiB, the central directory is beyond 4 GiB.
      end: true,
    });
  });
});

describe('the offset of an entry', () => {
  // What comes before it: headers of 30 bytes, names of 1 byte.
  it.each([
    [2 ** 32 - 2, false],
    [2 ** 32 - 1, true],
    [2 ** 32, true],
    [2 ** 32 + 1, true],
  ])('%d has a ZIP64 field: %s', async (offset, hasZip64) => {
    const rest = offset - gigabytes.sizeBytes - 2 * 31;
    const plan = planArchive([
      zerosEntry('a', gigabytes),
      zerosEntry('b', { sizeBytes: rest, crc32: 2 }),
      zerosEntry('c', { sizeBytes: 1, crc32: 3 }),
    ]);
    await expectSameListing(plan);
    expect((await readArchiveDirectory(planSource(plan))).entries[2]?.headerOffset).toBe(offset);
    expect(await zip64Fields(plan)).toEqual({
      local: ['', '', ''],
      central: ['', '', hasZip64 ? `01000800${uint64(offset)}` : ''],
      end: true,
    });
  });

  it('stands behind the sizes when all overflow', async () => {
    const size = borderSizes[3];
    const plan = planArchive([zerosEntry('a', size), zerosEntry('b', size)]);
    await expectSameListing(plan);
    const sizes = uint64(size.sizeBytes).repeat(2);
    const offset = uint64(size.sizeBytes + 31 + 20);
    const { local, central } = await zip64Fields(plan);
    expect(local).toEqual([`01001000${sizes}`, `01001000${sizes}`]);
    expect(central).toEqual([`01001000${sizes}`, `01001800${sizes}${offset}`]);
  });
});

describe('the offset of the central directory', () => {
  it.each([
    [2 ** 32 - 2, false],
    [2 ** 32 - 1, true],
    [2 ** 32, true],
  ])('%d gives a ZIP64 end record: %s', async (offset, hasZip64) => {
    const plan = planArchive([zerosEntry('a', { sizeBytes: offset - 31, crc32: 1 })]);
    await expectSameListing(plan);
    expect(await zip64Fields(plan)).toEqual({ local: [''], central: [''], end: hasZip64 });
  });
});
