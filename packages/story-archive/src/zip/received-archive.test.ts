import { describe, expect, it } from 'vitest';
import { type ForeignEnd, type ForeignEntry, foreignArchive } from '../../test/foreign-archive.ts';
import { bufferSource } from './archive-fixtures.ts';
import { inspectArchive } from './inspect-archive.ts';
import { ReadAhead } from './read-ahead.ts';
import { readReceivedArchive } from './received-archive.ts';
import { receivedBytes } from './received-bytes.ts';

const text = Buffer.from('Once upon a time. '.repeat(20));
const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');

/** What the reader sees: names and contents. */
async function contentsOf(archive: Uint8Array): Promise<readonly (readonly [string, string])[]> {
  const source = bufferSource(archive);
  const { entries } = await readReceivedArchive(source);
  const ahead = new ReadAhead(source, { windowBytes: 64 });
  const seen: [string, string][] = [];
  for (const entry of entries) {
    const chunks = await Array.fromAsync(receivedBytes(ahead, entry));
    seen.push([entry.name, Buffer.concat(chunks).toString()]);
  }
  return seen;
}

async function ruleOf(entries: readonly ForeignEntry[], end?: ForeignEnd): Promise<unknown> {
  const archive = foreignArchive(entries, end);
  return await inspectArchive(bufferSource(archive)).then(
    () => 'read',
    (error) => error.rule ?? error,
  );
}

const one: ForeignEntry = { name: 'one.txt', bytes: text };
const two: ForeignEntry = { name: 'two.txt', bytes: text, isDeflated: true };

describe('what other programs write is read', () => {
  const unixTime = hex('5554 0500 03 00000065');
  it.each<[string, ForeignEntry]>([
    ['stored', { name: 'a', bytes: text }],
    ['deflated', { name: 'a', bytes: text, isDeflated: true }],
    ['empty and deflated', { name: 'a', bytes: Buffer.of(), isDeflated: true }],
    ['with a data descriptor', { name: 'a', bytes: text, isDeflated: true, descriptor: 16 }],
    ['with a descriptor of ZIP64', { name: 'a', bytes: text, isDeflated: true, descriptor: 24 }],
    ['with one without signature', { name: 'a', bytes: text, isDeflated: true, descriptor: 12 }],
    ['with one of ZIP64 without', { name: 'a', bytes: text, isDeflated: true, descriptor: 20 }],
    ['stored, with a descriptor', { name: 'a', bytes: text, descriptor: 16 }],
    [
      'with the flag of its descriptor in front of the data only',
      { name: 'a', bytes: text, descriptor: 16, central: { flags: 0 } },
    ],
    [
      'with times of Unix in an extra field, other ones in each header',
      { name: 'a', bytes: text, local: { extra: unixTime }, central: { extra: unixTime, time: 1 } },
    ],
    [
      'with an extra field that nobody knows',
      { name: 'a', bytes: text, local: { extra: hex('feca 0000') } },
    ],
    ['with a comment', { name: 'a', bytes: text, comment: 'a comment' }],
    ['made by MS-DOS', { name: 'a', bytes: text, central: { madeBy: 20, attributes: 0x20 } }],
    ['with a name in UTF-8', { name: 'дом/灯.txt', bytes: text }],
    [
      'with the same name once more in UTF-8',
      { name: 'a', bytes: text, central: { extra: hex('7570 0600 01 43beb7e8 61') } },
    ],
  ])('%s', async (_, entry) => {
    const bytes = Buffer.from(entry.bytes ?? []).toString();
    const archive = foreignArchive([entry, two]);
    expect(await contentsOf(archive)).toEqual([
      [entry.name, bytes],
      ['two.txt', text.toString()],
    ]);
  });

  it('with folders, a comment, and ZIP64 records that it would not need', async () => {
    const folder = { name: 'a/' };
    const file = { name: 'a/b', bytes: text };
    const archive = foreignArchive([folder, file], { comment: 'Hello', hasSpareZip64: true });
    expect(await contentsOf(archive)).toEqual([
      ['a/', ''],
      ['a/b', text.toString()],
    ]);
  });

  it('in another order than that of its directory', async () => {
    const header = 30 + 'one.txt'.length + text.length;
    const swapped = [
      { ...one, central: { name: 'two.txt', offset: header } },
      { ...one, name: 'two.txt', central: { name: 'one.txt', offset: 0 } },
    ];
    expect(await contentsOf(foreignArchive(swapped))).toEqual([
      ['one.txt', text.toString()],
      ['two.txt', text.toString()],
    ]);
  });

  it('without entries', async () => {
    expect(await contentsOf(foreignArchive([]))).toEqual([]);
  });
});

describe('what tools disagree about is refused', () => {
  it.each<[string, string, ForeignEntry]>([
    ['encrypted', 'encrypted', { ...two, central: { flags: 1 }, local: { flags: 1 } }],
    ['strongly encrypted', 'flags', { ...two, central: { flags: 0x40 }, local: { flags: 0x40 } }],
    ['another method', 'method', { ...two, central: { method: 9 }, local: { method: 9 } }],
    ['a later version', 'version-needed', { ...two, central: { versionNeeded: 51 } }],
    ['two sizes, and stored', 'stored-size-differs', { ...one, central: { sizeBytes: 3 } }],
    ['on another disk', 'several-disks', { ...one, central: { disk: 1 } }],
    ['a symbolic link', 'entry-is-link', { ...one, central: { attributes: 0xa1ff_0000 } }],
    ['a device', 'entry-is-special', { ...one, central: { attributes: 0x2180_0000 } }],
    ['a pipe', 'entry-is-special', { ...one, central: { attributes: 0x1180_0000 } }],
    [
      'a folder by its mode only',
      'folder-malformed',
      { ...one, central: { attributes: 0x41ed_0000 } },
    ],
    ['a folder for MS-DOS only', 'folder-malformed', { ...one, central: { attributes: 0x10 } }],
    ['a folder with content', 'folder-malformed', { ...one, name: 'one/' }],
    [
      'a folder by its name only',
      'folder-malformed',
      { name: 'one/', central: { attributes: 0x81a4_0000 } },
    ],
    ['a name that is not UTF-8', 'name-encoding-unknown', { name: 'é', central: { flags: 0 } }],
    [
      'another name in an extra field',
      'name-in-extra-differs',
      { ...one, central: { extra: hex('7570 0600 01 43beb7e8 62') } },
    ],
    [
      'another one in front of the data',
      'name-in-extra-differs',
      { ...one, local: { extra: hex('7570 0600 01 43beb7e8 62') } },
    ],
    ['a link in an extra field', 'extra-field', { ...one, central: { extra: hex('0d00 0000') } }],
    ['a cut extra field', 'extra-malformed', { ...one, local: { extra: hex('feca 00') } }],
    [
      'two ZIP64 fields',
      'zip64-malformed',
      { ...one, central: { extra: hex('0100 0000 0100 0000') } },
    ],
    [
      'a ZIP64 field with other values',
      'zip64-not-needed',
      { ...one, central: { extra: hex('0100 0800 0100000000000000') } },
    ],
    [
      'a ZIP64 field that is not there',
      'zip64-missing',
      { ...one, central: { sizeBytes: 0xffff_ffff, packedBytes: 0xffff_ffff } },
    ],
    ['a local name', 'local-header-differs', { ...one, local: { name: 'One.txt' } }],
    ['a longer local name', 'local-header-differs', { ...one, local: { name: 'one.txt2' } }],
    ['a local size', 'local-header-differs', { ...two, local: { sizeBytes: 1 } }],
    ['a local compressed size', 'local-header-differs', { ...two, local: { packedBytes: 1 } }],
    ['a local CRC-32', 'local-header-differs', { ...one, local: { crc32: 0 } }],
    ['a local method', 'local-header-differs', { ...one, local: { method: 8 } }],
    ['local flags', 'local-header-differs', { ...one, local: { flags: 1 } }],
    ['no local header', 'local-header-missing', { ...one, local: { signature: 0x02014b50 } }],
    [
      'a descriptor without its flag',
      'entry-gap',
      { ...two, descriptor: 16, local: { flags: 0 }, central: { flags: 0 } },
    ],
    [
      'a flag without its descriptor',
      'entry-gap',
      { ...two, local: { flags: 8 }, central: { flags: 8 } },
    ],
    [
      'a descriptor with another CRC-32',
      'descriptor-differs',
      { ...two, descriptor: 16, descriptorSays: { crc32: 1 } },
    ],
    [
      'a descriptor with another size',
      'descriptor-differs',
      { ...two, descriptor: 24, descriptorSays: { sizeBytes: 1 } },
    ],
    [
      'a descriptor with another compressed size',
      'descriptor-differs',
      { ...two, descriptor: 12, descriptorSays: { packedBytes: 1 } },
    ],
    [
      'another CRC-32 in both headers',
      'crc32-differs',
      { ...one, local: { crc32: 1 }, central: { crc32: 1 } },
    ],
    [
      'more than it says',
      'size-differs',
      { ...two, local: { sizeBytes: 1 }, central: { sizeBytes: 1 } },
    ],
    [
      'less than it says',
      'size-differs',
      { ...two, local: { sizeBytes: 999 }, central: { sizeBytes: 999 } },
    ],
    ['data that are not deflated', 'deflate-malformed', { ...two, packed: text }],
    ['deflated data that are cut off', 'deflate-malformed', { ...two, packed: hex('4b4c') }],
    [
      'bytes behind the deflated data',
      'deflate-malformed',
      { ...two, bytes: Buffer.from('abc'), packed: hex('4b4c4a0600 00') },
    ],
    ['bytes before it', 'entry-gap', { ...one, gap: Buffer.of(0) }],
    [
      'the data of another one',
      'entry-overlap',
      { ...two, isOnlyListed: true, central: { offset: 0 } },
    ],
    ['the data of none', 'entry-overlap', { ...two, isOnlyListed: true }],
    ['a path out of the folder', 'name-dot-part', { ...one, name: '../one' }],
    ['a path from the root', 'name-absolute', { ...one, name: '/one' }],
    ['a path of Windows', 'name-forbidden-character', { ...one, name: 'C:\\one' }],
    ['a device of Windows', 'name-reserved', { ...one, name: 'aux.txt' }],
    ['a decomposed name', 'name-not-nfc', { ...one, name: 'e\u0301' }],
    [
      'a name with a control character',
      'name-control-character',
      { ...one, name: 'a\u202etxt.exe' },
    ],
    ['an empty name', 'name-empty', { ...one, name: '' }],
    ['a name of 256 bytes', 'name-too-long', { ...one, name: 'a'.repeat(256) }],
    ['the same name', 'name-duplicate', { ...one, name: 'zero' }],
    ['the same name in other case', 'name-duplicate', { ...one, name: 'ZERO' }],
    ['a folder with the name of a file', 'name-is-also-folder', { name: 'zero/' }],
    ['a file in what is a file', 'name-is-also-folder', { ...one, name: 'zero/one' }],
  ])('%s', async (_, rule, entry) => {
    expect(await ruleOf([{ name: 'zero', bytes: text }, entry])).toBe(rule);
    expect(await ruleOf([{ name: 'zero', bytes: text }, one, two])).toBe('read');
  });
});

describe('an end that tools disagree about is refused', () => {
  const entryBytes = foreignArchive([one]);
  it.each<[string, string, ForeignEnd]>([
    ['fewer entries', 'entry-count-differs', { entryCount: 1 }],
    ['more entries', 'directory-malformed', { entryCount: 3 }],
    ['a directory that begins later', 'directory-misplaced', { directoryOffset: 99 }],
    ['a longer directory', 'directory-misplaced', { directoryBytes: 999 }],
    ['ZIP64 records that are not there', 'zip64-missing', { entryCount: 0xffff }],
    ['another archive in the comment', 'directory-misplaced', { comment: entryBytes }],
    [
      'a second end record in the comment',
      'end-record-missing',
      { comment: entryBytes.subarray(-22, -1) },
    ],
  ])('%s', async (_, rule, end) => {
    expect(await ruleOf([one, two], end)).toBe(rule);
  });

  it('with bytes before or behind the archive', async () => {
    for (const [archive, rule] of [
      [Buffer.concat([entryBytes, Buffer.of(0)]), 'bytes-after-end'],
      [Buffer.concat([Buffer.of(0), entryBytes]), 'directory-misplaced'],
      [Buffer.concat([entryBytes, entryBytes]), 'directory-misplaced'],
      [entryBytes.subarray(0, -1), 'end-record-missing'],
    ] as const) {
      await expect(inspectArchive(bufferSource(archive))).rejects.toMatchObject({ rule });
    }
  });
});
