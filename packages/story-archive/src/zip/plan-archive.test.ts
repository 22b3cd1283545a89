import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { archiveContents, blobEntry, bufferSource, planBytes } from './archive-fixtures.ts';
import { entryBytes } from './entry-bytes.ts';
import { type ArchiveEntry, inlineEntry, planArchive } from './plan-archive.ts';
import { readArchiveDirectory } from './read-archive.ts';
import { listWithYauzl } from './yauzl-listing.ts';

const text = (value: string): Uint8Array => Buffer.from(value);
const entryOf = (changes: Partial<ArchiveEntry>): ArchiveEntry => ({
  ...inlineEntry('a.txt', text('hello')),
  ...changes,
});

describe('the archive of a plan', () => {
  it('is read by yauzl and by our reader as the entries that it was made of', async () => {
    await fc.assert(
      fc.asyncProperty(archiveContents, async ({ entries, blobs }) => {
        const plan = planArchive(entries);
        const source = bufferSource(planBytes(plan, blobs));
        const expected = entries.map(({ name, sizeBytes, crc32, content }) => {
          const bytes = content instanceof Uint8Array ? content : (blobs.get(content.key) ?? []);
          return { name, sizeBytes, crc32, hex: Buffer.from(bytes).toString('hex') };
        });
        const { entries: listed } = await readArchiveDirectory(source);
        const ours = await Promise.all(
          listed.map(async ({ name, sizeBytes, crc32, ...entry }) => {
            const listedEntry = { name, sizeBytes, crc32, ...entry };
            const bytes = await buffer(entryBytes(source, listedEntry, { chunkBytes: 97 }));
            return { name, sizeBytes, crc32, hex: bytes.toString('hex') };
          }),
        );
        expect(ours).toEqual(expected);

        const seen = await listWithYauzl(source, { withContent: true });
        const theirs = seen.map(({ central, content }) => ({
          name: central.fileName,
          sizeBytes: central.uncompressedSize,
          crc32: central.crc32,
          hex: content?.toString('hex'),
        }));
        expect(theirs).toEqual(expected);
        expect(seen.map(({ central }) => central.relativeOffsetOfLocalHeader)).toEqual(
          listed.map(({ headerOffset }) => headerOffset),
        );
        expect(seen.map(({ local }) => local.fileDataStart)).toEqual(
          listed.map(({ dataOffset }) => dataOffset),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('has the values of the profile in both headers of each entry', async () => {
    const plan = planArchive([inlineEntry('дом/a.txt', text('hello'))]);
    const [seen] = await listWithYauzl(bufferSource(planBytes(plan)));
    const shared = {
      versionNeededToExtract: 20,
      generalPurposeBitFlag: 0x0800,
      compressionMethod: 0,
      lastModFileTime: 0,
      lastModFileDate: 0x21,
      crc32: 0x3610a686,
      compressedSize: 5,
      uncompressedSize: 5,
      extraFieldLength: 0,
    };
    expect(seen?.local).toMatchObject({ ...shared, fileName: Buffer.from('дом/a.txt') });
    expect(seen?.central).toMatchObject({
      ...shared,
      fileName: 'дом/a.txt',
      versionMadeBy: 0x033f,
      internalFileAttributes: 0,
      externalFileAttributes: 0x81a40000,
      fileCommentLength: 0,
    });
    expect(seen?.central.getLastModDate({ timezone: 'UTC' })).toEqual(
      new Date('1980-01-01T00:00Z'),
    );
  });
});

describe('the segments of a plan', () => {
  it('tile the archive, join what is in memory, and keep each blob whole', () => {
    fc.assert(
      fc.property(archiveContents, ({ entries }) => {
        const { segments, sizeBytes } = planArchive(entries);
        let offset = 0;
        let previous = '';
        for (const segment of segments) {
          expect(segment.offset).toBe(offset);
          expect(segment.sizeBytes).toBeGreaterThan(0);
          expect([previous, segment.kind]).not.toEqual(['inline', 'inline']);
          if (segment.kind === 'inline') expect(segment.bytes).toHaveLength(segment.sizeBytes);
          offset += segment.sizeBytes;
          previous = segment.kind;
        }
        expect(offset).toBe(sizeBytes);
        const blobs = segments.filter(({ kind }) => kind === 'blob');
        const wanted = entries.flatMap(({ content, sizeBytes: size, crc32 }) =>
          content instanceof Uint8Array || size === 0
            ? []
            : [{ ...content, sizeBytes: size, crc32 }],
        );
        expect(blobs).toMatchObject(wanted);
      }),
    );
  });

  it('start every archive of no entries as the end record alone', () => {
    const { segments, sizeBytes } = planArchive([]);
    expect(sizeBytes).toBe(22);
    expect(segments).toHaveLength(1);
  });

  it('do not change when the content in memory is overwritten later', () => {
    const content = Buffer.from('hello');
    const plan = planArchive([inlineEntry('a.txt', content)]);
    content.fill(0);
    expect(planBytes(plan).includes('hello')).toBe(true);
  });

  it('are made for 65,536 entries in linear time', () => {
    const blob = blobEntry('', text('x'));
    const entries = Array.from({ length: 65_536 }, (_, index) => ({
      ...blob,
      name: `media/${index}`,
    }));
    expect(planArchive(entries).segments).toHaveLength(2 * 65_536 + 1);
  }, 10_000);
});

describe('the hash of a plan', () => {
  it('is the same for the same entries, wherever their blobs are', () => {
    fc.assert(
      fc.property(archiveContents, ({ entries, blobs }) => {
        const moved = entries.map((entry) =>
          entry.content instanceof Uint8Array
            ? { ...entry, content: Buffer.from(entry.content) }
            : { ...entry, content: { ...entry.content, key: 'elsewhere' } },
        );
        const plan = planArchive(entries);
        expect(planArchive(moved).hash).toBe(plan.hash);
        expect(planBytes(planArchive([...entries]), blobs)).toEqual(planBytes(plan, blobs));
      }),
    );
  });

  const blob = blobEntry('b', text('blob'));
  const base = [inlineEntry('a', text('hello')), blob, inlineEntry('c', text('end'))];
  const withBlob = (changes: Partial<ArchiveEntry>) => base.with(1, { ...blob, ...changes });
  const otherHash = createHash('sha256').update('other').digest('hex');

  it.each([
    ['a byte of content', base.with(0, inlineEntry('a', text('hellp')))],
    ['a byte of a name', base.with(0, inlineEntry('A', text('hello')))],
    ['the order', base.toReversed()],
    ['one entry less', base.slice(0, 2)],
    ['the hash of a blob', withBlob({ content: { ...blob.content, sha256: otherHash } })],
    ['the CRC-32 of a blob', withBlob({ crc32: (blob.crc32 ^ 1) >>> 0 })],
    ['the size of a blob', withBlob({ sizeBytes: 5 })],
    ['a border: a blob is in memory', base.with(1, inlineEntry('b', text('blob')))],
    ['a border: what was in memory is a blob', base.with(2, blobEntry('c', text('end')))],
  ])('changes with %s', (_, entries) => {
    expect(planArchive(entries).hash).not.toBe(planArchive(base).hash);
  });

  it('stays the same from one program version to the next', () => {
    expect(planArchive(base).hash).toBe(
      '39ebab653f9053528244df06fc4e22b14ea78cd7271b39cb14199e1c2a13738f',
    );
  });

  it('changes with each bit of what is in memory', () => {
    const content = text('hello');
    const hashes = Array.from({ length: 8 * content.length }, (_, bit) => {
      const changed = Buffer.from(content);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return planArchive(base.with(0, inlineEntry('a', changed))).hash;
    });
    expect(new Set([...hashes, planArchive(base).hash])).toHaveLength(41);
  });
});

describe('planArchive', () => {
  const sha256 = '0'.repeat(64);
  const content = { key: 'k', sha256 };

  it.each([
    ['a negative size', { sizeBytes: -1 }, 'bad-size'],
    ['half a byte', { sizeBytes: 0.5 }, 'bad-size'],
    ['a size that is no number', { sizeBytes: Number.NaN }, 'bad-size'],
    ['a size beyond 2^53', { sizeBytes: 2 ** 53, content }, 'bad-size'],
    ['a size that leads beyond 2^53', { sizeBytes: 2 ** 53 - 1, content }, 'bad-size'],
    ['a negative CRC-32', { crc32: -1 }, 'bad-crc32'],
    ['a CRC-32 of 33 bits', { crc32: 2 ** 32 }, 'bad-crc32'],
    ['a CRC-32 with a fraction', { crc32: 1.5 }, 'bad-crc32'],
    ['a CRC-32 of nothing that is not 0', { sizeBytes: 0, crc32: 1, content }, 'bad-crc32'],
    ['content of another size', { sizeBytes: 4 }, 'content-differs'],
    ['content of another CRC-32', { crc32: 1 }, 'content-differs'],
    ['a short SHA-256', { content: { key: 'k', sha256: sha256.slice(1) } }, 'bad-sha256'],
    ['a SHA-256 in upper case', { content: { key: 'k', sha256: 'A'.repeat(64) } }, 'bad-sha256'],
  ])('refuses %s', (_, changes, code) => {
    expect(() => planArchive([inlineEntry('first', text('')), entryOf(changes)])).toThrow(
      expect.objectContaining({ name: 'ArchivePlanError', code, entryName: 'a.txt' }),
    );
  });

  it.each([
    [['../a'], 'name-dot-part'],
    [['a', 'A'], 'name-duplicate'],
    [['a', 'a/b'], 'name-is-also-folder'],
  ])('refuses the names %j', (names, code) => {
    expect(() => planArchive(names.map((name) => inlineEntry(name, text(''))))).toThrow(
      expect.objectContaining({ name: 'EntryNameError', code }),
    );
  });
});
