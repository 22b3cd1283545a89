import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type ChangedManifest,
  withEntries,
  withManifest,
  withMedia,
} from '../../test/changed-packages.ts';
import { type ForeignEntry, foreignArchive } from '../../test/foreign-archive.ts';
import { archiveOf, packageContents, packageSample, textOf } from '../../test/story-packages.ts';
import { bufferSource, planSource } from '../zip/archive-fixtures.ts';
import { inlineEntry, planArchive } from '../zip/plan-archive.ts';
import type { RandomAccessSource } from '../zip/random-access-source.ts';
import { readPackage } from './read-package.ts';

const contents = packageContents(packageSample());
const cover = 'media/images/01-cover.jpg';
const text = textOf(contents, 'story.json');
const mebibyte = 1024 * 1024;

/** The rule that refuses it, within the time and the memory that any hostile package may take. */
async function refusal(source: RandomAccessSource) {
  const startedAt = performance.now();
  const memoryBefore = process.memoryUsage.rss();
  const { rule, entry } = await readPackage(source).then(
    () => ({ rule: 'read', entry: undefined }),
    (error) => error,
  );
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(process.memoryUsage.rss() - memoryBefore).toBeLessThan(100 * mebibyte);
  return { rule, entry };
}

const refusalOf = (changed: Iterable<readonly [string, Uint8Array]>) =>
  refusal(bufferSource(archiveOf(changed)));

describe('a story.json that does harm is refused', () => {
  const nested = (levels: number, [open = '', close = ''] = ['[', ']']) =>
    `${open.repeat(levels)}0${close.repeat(levels)}`;
  it.each([
    ['a million levels', 'manifest-too-deep', nested(1_000_000)],
    ['as many objects', 'manifest-too-deep', nested(1_000_000, ['{"a":', '}'])],
    ['levels without an end', 'manifest-too-deep', '['.repeat(33)],
    ['a level more than we read', 'manifest-too-deep', nested(33)],
    ['as many as we read, and is no manifest', 'manifest-schema', nested(32)],
    ['__proto__', 'manifest-schema', text.replace('{', '{"__proto__":{"complete":true},')],
    ['__proto__ in other letters', 'manifest-schema', text.replace('{', '{"\\u005f_proto__":1,')],
    [
      '__proto__ for a language',
      'manifest-schema',
      text.replace('"title":{', '"title":{"__proto__":"x",'),
    ],
    ['constructor', 'manifest-schema', text.replace('{', '{"constructor":{"prototype":{}},')],
    ['a key twice', 'manifest-key-twice', text.replace('"slug":', '"slug":"other","slug":')],
    [
      'a key twice, deep in the story',
      'manifest-key-twice',
      text.replace('"kind":"page"', '"kind":"quiz","kind":"page"'),
    ],
    [
      'files that are none',
      'manifest-schema',
      `{"format":"taleport-story","formatVersion":1,"files":[${'{},'.repeat(300_000)}{}]}`,
    ],
    ['millions of values', 'manifest-too-many-values', `[${'0,'.repeat(6_000_000)}0]`],
    ['no text', 'manifest-not-json', ''],
    ['a text that goes on', 'manifest-not-json', `${text} {}`],
    ['a string that does not end', 'manifest-not-json', text.slice(0, 5)],
    ['a backslash at its end', 'manifest-not-json', '"\\'],
  ])('with %s', async (_, rule, json) => {
    const changed = withEntries(contents, { 'story.json': Buffer.from(json) });
    expect(await refusalOf(changed)).toEqual({ rule, entry: 'story.json' });
  });

  it.each<[string, (manifest: ChangedManifest) => unknown]>([
    ['a list for the story', (manifest) => ({ ...manifest, story: [] })],
    ['a number for the files', (manifest) => ({ ...manifest, files: 3 })],
    ['a text for a size', ({ files }) => void Object.assign(files[0] ?? {}, { sizeBytes: '64' })],
    ['a negative size', ({ files }) => void Object.assign(files[0] ?? {}, { sizeBytes: -1 })],
    ['an SVG', ({ files }) => void Object.assign(files[0] ?? {}, { mediaType: 'image/svg+xml' })],
    ['tiles that are texts', ({ story }) => void Object.assign(story, { tiles: ['one'] })],
  ])('with %s', async (_, change) => {
    const refused = await refusalOf(withManifest(contents, change));
    expect(refused).toEqual({ rule: 'manifest-schema', entry: 'story.json' });
  });

  it('of 1 GiB, before it is read', async () => {
    const zeros = { key: 'zeros', sha256: '0'.repeat(64) };
    const story = { name: 'story.json', sizeBytes: 1024 * mebibyte, crc32: 1, content: zeros };
    const rest = ['index.html', 'manifest-sha256.txt'].map((name) =>
      inlineEntry(name, Buffer.of()),
    );
    const refused = await refusal(planSource(planArchive([story, ...rest])));
    expect(refused).toEqual({ rule: 'entry-too-large', entry: 'story.json' });
  });

  it('beside a page that is too large to be one', async () => {
    const zeros = { key: 'zeros', sha256: '0'.repeat(64) };
    const page = { name: 'index.html', sizeBytes: 1024 * mebibyte, crc32: 1, content: zeros };
    const rest = [...contents].filter(([name]) => name !== 'index.html');
    const entries = [page, ...rest.map(([name, bytes]) => inlineEntry(name, bytes))];
    const refused = await refusal(planSource(planArchive(entries)));
    expect(refused).toEqual({ rule: 'entry-too-large', entry: 'index.html' });
  });

  it('of a later version, with the advice to update', async () => {
    const later = withManifest(contents, (manifest) => ({ ...manifest, formatVersion: 2 }));
    await expect(readPackage(bufferSource(archiveOf(later)))).rejects.toMatchObject({
      rule: 'manifest-too-new',
      message: expect.stringContaining('Update Taleport to one that reads format version 2'),
    });
  });
});

it('a jump to nowhere is read: a draft may have it, and what is exported can be imported', async () => {
  const read = await readPackage(bufferSource(archiveOf(contents)));
  const { tiles } = read.manifest.story;
  expect(JSON.stringify(tiles)).toContain('"goTo":{"tile":"gone"}');
  expect(tiles.map(({ id }) => id)).not.toContain('gone');
});

describe('media that is not what it is said to be is refused', () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
  it.each([
    ['a script', Buffer.from('alert("Once upon a time")')],
    ['a page', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['an SVG with a script', Buffer.from(`<?xml version="1.0"?>${svg}`)],
    ['an SVG without a declaration', Buffer.from(svg)],
    ['another archive', archiveOf([['a.txt', Buffer.from('nested')]])],
    ['sound', Buffer.from('fffb9064'.padEnd(128, '0'), 'hex')],
    ['a picture of another type', Buffer.from('GIF89a and so on')],
  ])('a picture that is %s', async (_, bytes) => {
    const refused = await refusalOf(withMedia(contents, cover, bytes));
    expect(refused).toEqual({ rule: 'media-type-differs', entry: cover });
  });

  it('a picture that is another one of the same size', async () => {
    const other = Buffer.from(contents.get(cover) ?? []);
    other.writeUInt8(other.readUInt8(60) ^ 1, 60);
    const refused = await refusalOf(withEntries(contents, { [cover]: other }));
    expect(refused).toEqual({ rule: 'sha256-differs', entry: cover });
  });
});

describe('files that are not as they are listed are refused', () => {
  it.each<[string, string, string, Iterable<readonly [string, Uint8Array]>]>([
    [
      'one more',
      'manifest-files-differ',
      'run.exe',
      withEntries(contents, { 'run.exe': Buffer.from('MZ') }),
    ],
    ['one less', 'manifest-files-differ', cover, [...contents].filter(([name]) => name !== cover)],
    [
      'a longer one',
      'manifest-files-differ',
      cover,
      withEntries(contents, { [cover]: Buffer.alloc(65) }),
    ],
    [
      'a page with a script',
      'checksum-list-differs',
      'manifest-sha256.txt',
      new Map([...contents, ['index.html', Buffer.from('<script>alert(1)</script>')]]),
    ],
    [
      'checksums of other files',
      'checksum-list-differs',
      'manifest-sha256.txt',
      new Map([...contents, ['manifest-sha256.txt', Buffer.from('none')]]),
    ],
    [
      'no checksums',
      'fixed-entries',
      'manifest-sha256.txt',
      [...contents].filter(([name]) => name !== 'manifest-sha256.txt'),
    ],
    ['no story', 'fixed-entries', 'story.json', [['hello.txt', Buffer.from('hello')]]],
    [
      'all in a folder',
      'fixed-entries',
      'story.json',
      [...contents].map(([name, bytes]) => [`story/${name}`, bytes] as const),
    ],
  ])('%s', async (_, rule, entry, changed) => {
    expect(await refusalOf(changed)).toEqual({ rule, entry });
  });
});

it('a path that is listed for two contents is refused', async () => {
  const changed = withManifest(contents, ({ files: [first, second] }) => {
    if (first && second) first.path = second.path;
  });
  expect(await refusalOf([...changed].filter(([name]) => name !== cover))).toEqual({
    rule: 'manifest-files-differ',
    entry: JSON.parse(text).files[1].path,
  });
});

describe('an archive that is a bomb is refused', () => {
  const bomb = (sizeBytes: number) => deflateRawSync(Buffer.alloc(sizeBytes), { level: 9 });
  const files = [...contents].map(([name, bytes]): ForeignEntry => ({ name, bytes }));
  const refusalWith = (entries: readonly ForeignEntry[]) =>
    refusal(bufferSource(foreignArchive([...entries, ...files])));
  const said = (sizes: { sizeBytes: number; packedBytes?: number }) => ({
    local: sizes,
    central: sizes,
  });

  it('by what its files become', async () => {
    const entry = { name: 'zeros', packed: bomb(64 * mebibyte), isDeflated: true };
    const honest = { ...entry, ...said({ sizeBytes: 64 * mebibyte }) };
    expect(await refusalWith([honest])).toEqual({ rule: 'ratio-too-large', entry: 'zeros' });
    const files = [
      { ...entry, name: cover, ...said({ sizeBytes: 64 }) },
      ...foreignFilesWithout(cover),
    ];
    const lying = await refusal(bufferSource(foreignArchive(files)));
    expect(lying).toEqual({ rule: 'size-differs', entry: cover });
  });

  it('by what they become together', async () => {
    const packed = Buffer.alloc(20 * mebibyte);
    const first = { name: '0', isDeflated: true, packed, ...said({ sizeBytes: 1900 * mebibyte }) };
    const more = Array.from({ length: 11 }, (_, index) => ({
      ...first,
      name: `0${index}`,
      packed: Buffer.of(),
    }));
    const listed = more.map((each) => ({
      ...each,
      ...said({ sizeBytes: 1900 * mebibyte, packedBytes: packed.length }),
    }));
    expect(await refusalWith([first, ...listed])).toMatchObject({ rule: 'archive-too-large' });
  });

  it('by what they are together beside the archive', async () => {
    const packed = Buffer.alloc(4 * mebibyte);
    const each = { isDeflated: true, packed, ...said({ sizeBytes: 300 * mebibyte }) };
    expect(await refusalWith([{ ...each, name: '0' }])).toEqual({
      rule: 'ratio-too-large',
      entry: undefined,
    });
  });

  it('by files that share their data', async () => {
    const kernel = {
      name: '0',
      isDeflated: true,
      packed: bomb(mebibyte),
      ...said({ sizeBytes: mebibyte }),
    };
    const shared = Array.from({ length: 1000 }, (_, index) => ({
      ...kernel,
      name: `0${index}`,
      isOnlyListed: true,
      central: { sizeBytes: mebibyte, offset: 0 },
    }));
    expect(await refusalWith([kernel, ...shared])).toMatchObject({ rule: 'entry-overlap' });
  });

  it('by their number', async () => {
    const manyZip64 = foreignArchive([], { hasSpareZip64: true, entryCount: 2 ** 24 - 1 });
    manyZip64.writeUInt32LE(0xffffffff, manyZip64.length - 14);
    expect(await refusal(bufferSource(manyZip64))).toMatchObject({ rule: 'too-many-entries' });
  });

  function foreignFilesWithout(name: string): readonly ForeignEntry[] {
    return files.filter((each) => each.name !== name);
  }
});
