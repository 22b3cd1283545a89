import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveContents, bufferSource, planBytes } from './archive-fixtures.ts';
import { entryBytes } from './entry-bytes.ts';
import { inlineEntry, planArchive } from './plan-archive.ts';
import type { RandomAccessSource } from './random-access-source.ts';
import { readArchiveDirectory } from './read-archive.ts';
import { makeSpecimen, specimenLayout, withFields } from './specimen.ts';

const good = makeSpecimen();
const { local, central } = specimenLayout;

async function readEverything(source: RandomAccessSource): Promise<void> {
  const { entries } = await readArchiveDirectory(source);
  for (const entry of entries) {
    for await (const chunk of entryBytes(source, entry)) expect(chunk.length).toBeGreaterThan(0);
  }
}

function flipBit(bytes: Buffer, bit: number): Buffer {
  const at = bit >> 3;
  return withFields(bytes, [{ at, size: 1, value: bytes.readUInt8(at) ^ (1 << (bit & 7)) }]);
}

describe('an archive with damage', () => {
  it('is refused with any bit changed, by the directory or by the CRC-32 of the data', async () => {
    for (let bit = 0; bit < 8 * good.length; bit += 1) {
      await expect(readEverything(bufferSource(flipBit(good, bit))), `bit ${bit}`).rejects.toThrow(
        expect.objectContaining({ name: 'ArchiveFormatError' }),
      );
    }
  });

  it('is refused with any byte changed, whatever it holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        archiveContents,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async ({ entries, blobs }, position, mask) => {
          const bytes = planBytes(planArchive(entries), blobs);
          await readEverything(bufferSource(bytes));
          const at = position % bytes.length;
          bytes.writeUInt8(bytes.readUInt8(at) ^ mask, at);
          await expect(readEverything(bufferSource(bytes))).rejects.toThrow(
            expect.objectContaining({ name: 'ArchiveFormatError' }),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('is refused by the CRC-32 when only data changed', async () => {
    const damaged = flipBit(good, 8 * 100);
    const { entries } = await readArchiveDirectory(bufferSource(damaged));
    expect(entries).toHaveLength(3);
    await expect(readEverything(bufferSource(damaged))).rejects.toMatchObject({
      rule: 'crc32-differs',
      entry: 'media/é.jpg',
    });
  });
});

describe('names', () => {
  /** Both headers of the second entry get another name of 12 bytes. */
  const renamed = (name: Uint8Array): Buffer => {
    const bytes = Buffer.from(good);
    bytes.set(name, local[1] + 30);
    bytes.set(name, central[1] + 46);
    return bytes;
  };

  it.each([
    ['../../e.jpgg', 'name-dot-part'],
    ['/edia/ee.jpg', 'name-absolute'],
    ['media/nul.jp', 'name-reserved'],
    ['C:edia/e.jpg', 'name-forbidden-character'],
    ['media/ee.jp/', 'name-empty-part'],
    ['Story.json/x', 'name-is-also-folder'],
    ['media/e\u0301.jp', undefined],
  ])('%j is refused', async (name, rule) => {
    const bytes = Buffer.from(name);
    const refused = expect(readArchiveDirectory(bufferSource(renamed(bytes)))).rejects;
    await refused.toMatchObject({ rule: rule ?? 'name-not-nfc', entry: name });
  });

  it('that are not UTF-8 are refused', async () => {
    const latin1 = Buffer.from('media/\xe9\xe9.jpg', 'latin1');
    await expect(readArchiveDirectory(bufferSource(renamed(latin1)))).rejects.toMatchObject({
      rule: 'name-not-well-formed',
    });
  });

  it('that are there twice are refused', async () => {
    const bytes = planBytes(
      planArchive(['a.txt', 'b.txt'].map((name) => inlineEntry(name, Buffer.of()))),
    );
    const second = Buffer.from('A.txt');
    bytes.set(second, 35 + 30);
    bytes.set(second, 70 + 51 + 46);
    await expect(readArchiveDirectory(bufferSource(bytes))).rejects.toMatchObject({
      rule: 'name-duplicate',
      entry: 'A.txt',
    });
  });
});

describe('a large archive', () => {
  it('of 120,000 entries is read in few reads', async () => {
    const entries = Array.from({ length: 120_000 }, (_, index) =>
      inlineEntry(`${index}`, Buffer.of()),
    );
    const plain = bufferSource(planBytes(planArchive(entries)));
    let reads = 0;
    let longest = 0;
    const source = {
      ...plain,
      read: (offset: number, length: number) => {
        reads += 1;
        longest = Math.max(longest, length);
        return plain.read(offset, length);
      },
    };
    const listing = await readArchiveDirectory(source);
    const names = listing.entries.map(({ name }) => name);
    expect(names.join()).toBe(entries.map(({ name }) => name).join());
    expect(reads).toBeLessThan(150);
    expect(longest).toBeLessThanOrEqual(256 * 1024);
  }, 20_000);
});

describe('a source that ends too early', () => {
  it('is reported as truncated', async () => {
    const source = { sizeBytes: good.length, read: async () => new Uint8Array() };
    await expect(readArchiveDirectory(source)).rejects.toMatchObject({ rule: 'truncated' });
  });
});
