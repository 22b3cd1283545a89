import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { entryBytes } from './entry-bytes.ts';
import { openFileSource } from './file-source.ts';
import { readArchiveDirectory } from './read-archive.ts';
import { makeSpecimen } from './specimen.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-file-source-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('openFileSource', () => {
  it('reads ranges, and less only at the end of the file', async () => {
    const path = join(folder, 'ten.bin');
    await writeFile(path, '0123456789');
    const source = await openFileSource(path);
    const text = async (offset: number, length: number) =>
      Buffer.from(await source.read(offset, length)).toString();
    expect(source.sizeBytes).toBe(10);
    expect(await text(0, 10)).toBe('0123456789');
    expect(await text(3, 4)).toBe('3456');
    expect(await text(8, 4)).toBe('89');
    expect(await text(10, 1)).toBe('');
    await source.close();
    await expect(source.read(0, 1)).rejects.toThrow();
  });

  it('fails for a file that is not there', async () => {
    const missing = join(folder, 'missing.zip');
    await expect(openFileSource(missing)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('gives the chunks of an entry, and reports a file that shrinks meanwhile', async () => {
    const path = join(folder, 'shrinks.zip');
    await writeFile(path, makeSpecimen());
    const source = await openFileSource(path);
    const { entries } = await readArchiveDirectory(source);
    const picture = entries[1];
    if (!picture) throw new Error('The specimen has another second entry');

    const sizes: number[] = [];
    for await (const chunk of entryBytes(source, picture, { chunkBytes: 128 })) {
      sizes.push(chunk.length);
    }
    expect(sizes).toEqual([128, 128, 44]);

    await truncate(path, picture.dataOffset + 200);
    const chunks = entryBytes(source, picture, { chunkBytes: 128 });
    expect((await chunks.next()).value).toHaveLength(128);
    await expect(chunks.next()).rejects.toMatchObject({ rule: 'truncated' });
    await source.close();
  });
});
