import { canonicalJson } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { type ChangedManifest, resealed, withManifest } from '../../test/changed-packages.ts';
import { lampMedia } from '../../test/lamp-story.ts';
import {
  archiveOf,
  type PackageContents,
  packageBytes,
  packageContents,
  packageSample,
  textOf,
} from '../../test/story-packages.ts';
import { bufferSource } from '../zip/archive-fixtures.ts';
import { verifyPackage } from './verify-package.ts';

const contents = packageContents(packageSample());
const coverName = 'media/images/01-cover.jpg';
const bytesOf = (text: string): Uint8Array => Buffer.from(text);

/** What a package of these contents is refused for. */
async function refusal(changed: Iterable<readonly [string, Uint8Array]>) {
  const failure = await verifyPackage(bufferSource(archiveOf(changed))).catch((error) => error);
  const { name, rule, entry, message } = failure;
  return { name, rule, entry, message };
}

function withEntry(name: string, bytes: Uint8Array): PackageContents {
  return new Map([...contents, [name, bytes]]);
}

describe('a good package', () => {
  it('passes, and its manifest is what was put into it', async () => {
    const bytes = packageBytes(packageSample());
    const { manifest, entryCount, sizeBytes } = await verifyPackage(bufferSource(bytes));
    expect(canonicalJson(manifest)).toBe(textOf(contents, 'story.json'));
    expect({ entryCount, sizeBytes }).toEqual({ entryCount: 12, sizeBytes: bytes.length });
  });

  it('passes when media is omitted or missing', async () => {
    const library = Object.values(lampMedia).map((each) =>
      each === lampMedia.street ? { ...each, trouble: 'missing' as const } : each,
    );
    const include = { images: true, audio: false, video: true };
    const sample = packageSample({ library, include, languages: ['hu'] });
    const { manifest } = await verifyPackage(bufferSource(packageBytes(sample)));
    expect(manifest.missing).toHaveLength(1);
    expect(manifest.omitted).toHaveLength(6);
  });

  it('passes as it is put together in these tests', async () => {
    expect(archiveOf(contents)).toEqual(packageBytes(packageSample()));
    expect(archiveOf(withManifest(contents, () => undefined))).toEqual(
      packageBytes(packageSample()),
    );
  });
});

describe('a package that was tampered with is refused', () => {
  it('when story.json was changed', async () => {
    const text = textOf(contents, 'story.json').replace('in the fog', 'in the bog');
    expect(await refusal(withEntry('story.json', bytesOf(text)))).toMatchObject({
      name: 'PackageError',
      rule: 'checksum-list-differs',
      entry: 'manifest-sha256.txt',
      message: expect.stringContaining('the first difference is at'),
    });
  });

  it('when index.html was changed', async () => {
    const text = `${textOf(contents, 'index.html')}<script>alert(1)</script>`;
    expect(await refusal(withEntry('index.html', bytesOf(text)))).toMatchObject({
      rule: 'checksum-list-differs',
      message: expect.stringContaining('index.html'),
    });
  });

  it('when media was changed, even if its CRC-32 is right', async () => {
    const other = Buffer.from(contents.get(coverName) ?? []).reverse();
    expect(await refusal(withEntry(coverName, other))).toMatchObject({
      rule: 'sha256-differs',
      entry: coverName,
    });
    expect(await refusal(resealed(withEntry(coverName, other)))).toMatchObject({
      rule: 'sha256-differs',
      entry: coverName,
    });
  });

  it('when a byte of media is damaged', async () => {
    const archive = packageBytes(packageSample());
    const at = archive.indexOf(lampMedia.cover.bytes) + 40;
    archive[at] = (archive[at] ?? 0) ^ 1;
    await expect(verifyPackage(bufferSource(archive))).rejects.toMatchObject({
      name: 'ArchiveFormatError',
      rule: 'crc32-differs',
      entry: coverName,
    });
  });

  it('when an entry is too many, too long, or not there', async () => {
    const extra = withEntry('media/images/zz-extra.jpg', bytesOf('x'));
    expect(await refusal(extra)).toMatchObject({
      rule: 'manifest-files-differ',
      entry: 'media/images/zz-extra.jpg',
    });
    expect(await refusal(resealed(extra))).toMatchObject({ rule: 'manifest-files-differ' });
    const longer = Buffer.concat([contents.get(coverName) ?? bytesOf(''), bytesOf('x')]);
    expect(await refusal(resealed(withEntry(coverName, longer)))).toMatchObject({
      rule: 'manifest-files-differ',
      entry: coverName,
    });
    const last = 'media/video/04-video.hu.webm';
    const fewer = new Map([...contents].filter(([name]) => name !== last));
    expect(await refusal(resealed(fewer))).toMatchObject({
      rule: 'manifest-files-differ',
      entry: last,
    });
  });

  it('when its order is another', async () => {
    const [story, page, sums, one, two, ...rest] = [...contents];
    if (!story || !page || !sums || !one || !two) throw new Error('The package is too small');
    const swapped = [story, page, sums, two, one, ...rest];
    expect(await refusal(swapped)).toMatchObject({ rule: 'manifest-files-differ' });
    const laterStory = [page, story, sums, one, two, ...rest];
    expect(await refusal(laterStory)).toMatchObject({ rule: 'fixed-entries', entry: 'story.json' });
  });

  it.each(['story.json', 'index.html', 'manifest-sha256.txt'])(
    'when it has no %s',
    async (name) => {
      const fewer = [...contents].filter(([each]) => each !== name);
      expect(await refusal(fewer)).toMatchObject({ rule: 'fixed-entries', entry: name });
    },
  );

  it('when it has no entries', async () => {
    expect(await refusal([])).toMatchObject({ rule: 'fixed-entries', entry: 'story.json' });
  });

  it.each([
    [
      'a hash changed',
      (text: string) => text.replace(/^[0-9a-f]/, (digit) => (digit === '0' ? '1' : '0')),
    ],
    ['a line gone', (text: string) => text.replace(/.*\n$/, '')],
    ['a line more', (text: string) => `${text}${'0'.repeat(64)}  ../x\n`],
    ['a byte order mark', (text: string) => `\uFEFF${text}`],
    ['lines as on Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['nothing', () => ''],
  ])('when manifest-sha256.txt has %s', async (_, change) => {
    const sums = change(textOf(contents, 'manifest-sha256.txt'));
    expect(await refusal(withEntry('manifest-sha256.txt', bytesOf(sums)))).toMatchObject({
      rule: 'checksum-list-differs',
      entry: 'manifest-sha256.txt',
    });
  });
});

describe('a package whose story.json cannot be read is refused', () => {
  it('when it is of a later version, saying what to do', async () => {
    const later = withManifest(contents, (manifest) => ({
      ...manifest,
      formatVersion: 2,
      pages: [],
    }));
    expect(await refusal(later)).toEqual({
      name: 'PackageError',
      rule: 'manifest-too-new',
      entry: 'story.json',
      message:
        'This package has format version 2, and this program reads up to 1. Update Taleport to one that reads format version 2, and try again.',
    });
  });

  it('when it is not UTF-8', async () => {
    const broken = Buffer.from(contents.get('story.json') ?? []);
    broken[broken.indexOf('fog')] = 0xff;
    expect(await refusal(resealed(withEntry('story.json', broken)))).toMatchObject({
      rule: 'entry-not-utf-8',
      entry: 'story.json',
    });
    expect(
      await refusal(withEntry('manifest-sha256.txt', Buffer.from([0xc0, 0x80]))),
    ).toMatchObject({ rule: 'entry-not-utf-8', entry: 'manifest-sha256.txt' });
  });

  it.each(['', '{', '\uFEFF{}', '{"a":1,}', 'null x', "{'a':1}"])(
    'when it is %j, which is not JSON',
    async (text) => {
      expect(await refusal(resealed(withEntry('story.json', bytesOf(text))))).toMatchObject({
        rule: 'manifest-not-json',
        entry: 'story.json',
      });
    },
  );

  const schemaBreaks: [string, (manifest: ChangedManifest) => unknown][] = [
    ['null', () => 'null'],
    ['of another format', (manifest) => ({ ...manifest, format: 'epub', formatVersion: 3 })],
    ['of version 0', (manifest) => ({ ...manifest, formatVersion: 0 })],
    ['of version 1.5', (manifest) => ({ ...manifest, formatVersion: 1.5 })],
    ['with an unknown field', (manifest) => ({ ...manifest, author: 'me' })],
    ['of a version and of a draft', (manifest) => ({ ...manifest, draftRevision: 1 })],
    ['of neither', ({ version: _, ...manifest }) => manifest],
    ['with a slug that leads elsewhere', (manifest) => ({ ...manifest, slug: '../etc' })],
    ['with an origin that is no UUID', (manifest) => ({ ...manifest, origin: '1' })],
    ['not complete, and misses nothing', (manifest) => ({ ...manifest, complete: false })],
    ['of a story with a bad text', (m) => ({ ...m, story: { ...m.story, license: '\u0000' } })],
    ['of a story in no language', (m) => ({ ...m, story: { ...m.story, languages: [] } })],
    ['of a story with an unknown field', (m) => ({ ...m, story: { ...m.story, email: 'a' } })],
  ];

  it.each(schemaBreaks)('when it is %s', async (_, change) => {
    expect(await refusal(withManifest(contents, change))).toMatchObject({
      rule: 'manifest-schema',
      entry: 'story.json',
      message: expect.stringMatching(/^story\.json does not hold a story package: .+ \(at .+\)$/),
    });
  });

  it('with the place of the first thing that is wrong', async () => {
    const changed = withManifest(contents, (m) => ({
      ...m,
      story: { ...m.story, tiles: [{ kind: 'map' }] },
    }));
    expect((await refusal(changed)).message).toContain('(at story.tiles.0.kind)');
  });
});

describe('a package that does not account for its media is refused', () => {
  const breaks: [string, (manifest: ChangedManifest) => unknown][] = [
    ['lists a file twice', ({ files }) => void files.push(...files.slice(0, 1))],
    [
      'lists a file that the story does not use',
      ({ story }) => void Object.assign(story, { cover: null }),
    ],
    [
      'does not list what the story uses',
      ({ story }) => void Object.assign(story.titleNarration, { ro: '0'.repeat(64) }),
    ],
    ['leaves out a use', ({ files }) => void files[0]?.uses.pop()],
    ['invents a use', ({ files }) => void files[0]?.uses.push({ role: 'picture', tileId: 'x' })],
  ];

  it.each(breaks)('when it %s', async (_, change) => {
    expect(await refusal(withManifest(contents, change))).toMatchObject({
      rule: 'manifest-media-differs',
      entry: 'story.json',
    });
  });
});
