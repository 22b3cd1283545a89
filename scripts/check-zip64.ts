/**
 * Lets every ZIP tool of this machine read archives on both sides of the ZIP64 borders in full. Run
 * by hand: `node scripts/check-zip64.ts`. Each tool reads 4 GiB of zeros again and again, which
 * takes a quarter of an hour; the archives are sparse files and take no room. Exits with 1 if a
 * tool refuses an archive that it should read.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import {
  borderSizes,
  writeSparse,
  zerosEntry,
} from '../packages/story-archive/src/zip/archive-fixtures.ts';
import { entryBytes } from '../packages/story-archive/src/zip/entry-bytes.ts';
import { openFileSource } from '../packages/story-archive/src/zip/file-source.ts';
import {
  type ArchiveEntry,
  inlineEntry,
  planArchive,
} from '../packages/story-archive/src/zip/plan-archive.ts';
import { readArchiveDirectory } from '../packages/story-archive/src/zip/read-archive.ts';

const javaReader = `
import java.io.*;
import java.util.zip.*;
public class ReadAll {
  public static void main(String[] args) throws IOException {
    byte[] chunk = new byte[1 << 20];
    try (ZipInputStream in = new ZipInputStream(new FileInputStream(args[0]))) {
      while (in.getNextEntry() != null) while (in.read(chunk) > 0) {}
    }
    new ZipFile(args[0]).close();
  }
}`;

/** Shell commands; `$1` is the archive and `$2` the Java program. */
const tools = {
  unzip: 'unzip -tq "$1"',
  '7zz': '7zz t "$1"',
  bsdtar: 'cat "$1" | bsdtar -xOf - > /dev/null',
  python3: 'python3 -m zipfile -t "$1"',
  java: 'java "$2" "$1"',
  zipdetails: 'zipdetails "$1"',
};

const behind = inlineEntry('behind.txt', Buffer.from('found behind the zeros'));
const manyEntries = (count: number): ArchiveEntry[] =>
  Array.from({ length: count }, (_, index) => inlineEntry(`${index}`, Buffer.of(index & 255)));

const archives: Record<string, readonly ArchiveEntry[]> = {
  ...Object.fromEntries(
    borderSizes.map((size) => [`size ${size.sizeBytes}`, [zerosEntry('large', size), behind]]),
  ),
  'size 4294967295, last': borderSizes.slice(1, 2).map((size) => zerosEntry('large', size)),
  ...Object.fromEntries([-2, -1, 0, 1].map((over) => atOffset(2 ** 32 + over))),
  ...Object.fromEntries(
    [65_534, 65_535, 65_536].map((count) => [`${count} entries`, manyEntries(count)]),
  ),
};

/**
 * What is known to fail, by no fault of the archive: Info-ZIP 6.0 takes the true size 0xFFFFFFFF of
 * an entry for the mark of an overflow while it looks at the entry behind it. And zipdetails 2
 * needs hours for so many entries.
 */
const exceptions = new Set([
  'unzip, size 4294967295',
  ...[65_534, 65_535, 65_536].map((count) => `zipdetails, ${count} entries`),
]);

/** Two entries of zeros, and one behind them at the offset. */
function atOffset(offset: number): [string, readonly ArchiveEntry[]] {
  const first = 2 ** 31;
  const second = offset - first - 2 * (30 + 1);
  const zeros = [first, second].map((sizeBytes, index) =>
    zerosEntry(`${index}`, { sizeBytes, crc32: crcOfZeros(sizeBytes) }),
  );
  return [`offset ${offset}`, [...zeros, behind]];
}

function crcOfZeros(sizeBytes: number): number {
  const chunk = Buffer.alloc(2 ** 26);
  let crc = 0;
  for (let rest = sizeBytes; rest > 0; rest -= chunk.length) {
    crc = crc32(chunk.subarray(0, Math.min(rest, chunk.length)), crc);
  }
  return crc;
}

async function readWithOurs(path: string): Promise<void> {
  const source = await openFileSource(path);
  try {
    for (const entry of (await readArchiveDirectory(source)).entries) {
      for await (const _ of entryBytes(source, entry));
    }
  } finally {
    await source.close();
  }
}

function readWithTool(command: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', command, 'sh', ...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status === 127) return 'not installed';
  const complaint = /.*(warning|corrupt|unexpected).*/i.exec(stdout)?.[0];
  if (status === 0 && stderr === '' && !complaint) return 'ok';
  return `REFUSED (${status}) ${complaint ?? ''} ${stderr}`.replaceAll('\n', ' ').slice(0, 200);
}

const folder = await mkdtemp(join(tmpdir(), 'taleport-check-zip64-'));
try {
  const java = join(folder, 'ReadAll.java');
  await writeFile(java, javaReader);
  for (const [title, entries] of Object.entries(archives)) {
    const path = join(folder, `${title}.zip`);
    await writeSparse(planArchive(entries), path);
    await readWithOurs(path);
    console.log(`${title}\n  taleport: ok`);
    for (const [tool, command] of Object.entries(tools)) {
      const isException = exceptions.has(`${tool}, ${title}`);
      if (isException && tool === 'zipdetails') continue;
      const result = readWithTool(command, [path, java]);
      console.log(`  ${tool}: ${result}${isException ? ' (known)' : ''}`);
      if (result.startsWith('REFUSED') && !isException) process.exitCode = 1;
    }
    await rm(path);
  }
} finally {
  await rm(folder, { recursive: true });
}
