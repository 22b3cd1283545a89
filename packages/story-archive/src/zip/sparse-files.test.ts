import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { borderSizes, writeSparse, zerosEntry } from './archive-fixtures.ts';
import { openFileSource } from './file-source.ts';
import { inlineEntry, planArchive } from './plan-archive.ts';
import { readArchiveDirectory } from './read-archive.ts';

/**
 * Tools that list an archive without reading its data, which here would be 4 GiB of zeros. Info-ZIP
 * 6.0 takes the true size 0xFFFFFFFF of an entry for the mark of an overflow while it looks at the
 * entry behind it. That one size is skipped there; scripts/check-zip64.ts shows what happens.
 */
const listings = [
  { command: 'python3', args: ['-m', 'zipfile', '-l'], line: decimalLine },
  { command: 'unzip', args: ['-l'], line: decimalLine, fails: 2 ** 32 - 1 },
  { command: 'zipinfo', args: ['-l'], line: decimalLine, fails: 2 ** 32 - 1 },
  { command: '7zz', args: ['l'], line: decimalLine },
  { command: 'zipdetails', args: [], line: zipdetailsLine },
].filter(({ command }) => spawnSync(command, ['--help']).error === undefined);

function decimalLine({ name, sizeBytes }: { name: string; sizeBytes: number }): RegExp {
  return new RegExp(`(\\b${sizeBytes}\\b.*${name})|(${name}.*\\b${sizeBytes}\\b)`);
}

function zipdetailsLine({ sizeBytes }: { sizeBytes: number }): RegExp {
  const digits = sizeBytes.toString(16).toUpperCase();
  return new RegExp(`Uncompressed (Size|Length) +0*${digits}\\b`);
}

describe('a sparse file of 4 GiB', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'taleport-zip64-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(borderSizes)('with an entry of $sizeBytes bytes and one behind it', async (size) => {
    const path = join(folder, `${size.sizeBytes}.zip`);
    const behind = inlineEntry('behind.txt', Buffer.from('found beyond 4 GiB'));
    await writeSparse(planArchive([zerosEntry('large.bin', size), behind]), path);

    const source = await openFileSource(path);
    try {
      const { entries } = await readArchiveDirectory(source);
      expect(entries.map(({ name, sizeBytes }) => [name, sizeBytes])).toEqual([
        ['large.bin', size.sizeBytes],
        ['behind.txt', 18],
      ]);
    } finally {
      await source.close();
    }
    for (const { command, args, line, fails } of listings) {
      if (fails === size.sizeBytes) continue;
      const { status, stdout, stderr } = spawnSync(command, [...args, path], { encoding: 'utf8' });
      expect({ command, status, stderr }).toEqual({ command, status: 0, stderr: '' });
      expect(stdout).toMatch(line({ name: 'large.bin', sizeBytes: size.sizeBytes }));
      expect(stdout).toMatch(line({ name: 'behind.txt', sizeBytes: 18 }));
      expect(stdout).not.toMatch(/warning|error/i);
    }
  });
});
