import { createHash } from 'node:crypto';
import { canonicalJson, storyDocument } from '@taleport/story-model';
import { describe, expect, it } from 'vitest';
import { lampMedia, lampStory } from '../../test/lamp-story.ts';
import { sampleMedia } from '../../test/sample-media.ts';
import {
  contentsOf,
  includeAll,
  packageBytes,
  packageContents,
  packageSample,
  textOf,
} from '../../test/story-packages.ts';
import { planArchive } from '../zip/plan-archive.ts';
import { buildPackage } from './build-package.ts';
import { neededMedia } from './sort-media.ts';

const mediaNames = [
  'media/images/01-cover.jpg',
  'media/audio/01-title.en.mp3',
  'media/audio/01-title.hu.mp3',
  'media/images/02-page.png',
  'media/audio/02-page.en.mp3',
  'media/audio/02-page.hu.mp3',
  'media/audio/02-page.ar.ogg',
  'media/video/04-video.en.mp4',
  'media/video/04-video.hu.webm',
];

describe('the package of a story', () => {
  const sample = packageSample();
  const contents = packageContents(sample);

  it('has the story, the start page, the checksums, and the media in the order of first use', () => {
    expect([...contents.keys()]).toEqual([
      'story.json',
      'index.html',
      'manifest-sha256.txt',
      ...mediaNames,
    ]);
  });

  it('says in story.json what it is and what it holds', () => {
    const { cover, film, streetInArabic } = lampMedia;
    const manifest = JSON.parse(textOf(contents, 'story.json'));
    const { files, ...rest } = manifest;
    expect(rest).toEqual({
      format: 'taleport-story',
      formatVersion: 1,
      origin: '0b0b7a3e-6a58-4d1c-9b0a-1f2e3d4c5b6a',
      slug: 'the-lamp-in-the-fog',
      version: 3,
      story: lampStory,
      omitted: [],
      missing: [],
      complete: true,
    });
    expect(files.map(({ path }: { path: string }) => path)).toEqual(mediaNames);
    expect(files[0]).toEqual({
      path: 'media/images/01-cover.jpg',
      sha256: cover.sha256,
      sizeBytes: 64,
      mediaType: 'image/jpeg',
      uses: [{ role: 'cover' }, { role: 'picture', tileId: 'film' }],
    });
    expect(files[6]).toEqual({
      path: 'media/audio/02-page.ar.ogg',
      sha256: streetInArabic.sha256,
      sizeBytes: 64,
      mediaType: 'audio/ogg',
      uses: [{ role: 'narration', tileId: 'street', language: 'ar' }],
    });
    expect(files[7]).toMatchObject({
      sha256: film.sha256,
      sizeBytes: 4096,
      uses: [
        { role: 'video', tileId: 'film', language: 'en' },
        { role: 'video', tileId: 'film', language: 'ar' },
      ],
    });
  });

  it('writes story.json with canonical key order', () => {
    const text = textOf(contents, 'story.json');
    expect(text).toBe(canonicalJson(JSON.parse(text)));
  });

  it('has the SHA-256 of every other file, as sha256sum writes it', () => {
    const lines = [...contents]
      .filter(([name]) => name !== 'manifest-sha256.txt')
      .map(([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`);
    const sums = textOf(contents, 'manifest-sha256.txt');
    expect(sums).toBe(lines.join(''));
  });

  it('is the same bytes each time', () => {
    const first = planArchive(buildPackage(sample).entries);
    const second = planArchive(
      buildPackage(packageSample({ story: structuredClone(lampStory) })).entries,
    );
    expect(second).toEqual(first);
  });

  it('holds nothing that the author did not write: no path in the store, no time', () => {
    expect(packageBytes(sample).toString('latin1')).not.toMatch(/tenant-7|user-41/);
    for (const name of ['story.json', 'index.html', 'manifest-sha256.txt']) {
      expect(textOf(contents, name)).not.toMatch(/\w@\w|blobKey|crc32/);
      expect(textOf(contents, name)).not.toMatch(/\b20\d\d-\d\d|\d\d:\d\d:\d\d|Utc\b|GMT/);
    }
  });

  it('is named after its slug and its version or draft revision', () => {
    expect(buildPackage(sample).fileName).toBe('the-lamp-in-the-fog-v3.zip');
    const draft = buildPackage(packageSample({ revision: { draftRevision: 12 } }));
    expect(draft.fileName).toBe('the-lamp-in-the-fog-draft-r12.zip');
    expect(draft.manifest).toMatchObject({ draftRevision: 12 });
    expect(draft.manifest).not.toHaveProperty('version');
  });

  it('may have no tiles and no media', () => {
    const story = storyDocument.parse({ title: { en: 'Empty' }, languages: ['en'] });
    const { entries, manifest } = buildPackage(packageSample({ story }));
    expect(entries.map(({ name }) => name)).toEqual([
      'story.json',
      'index.html',
      'manifest-sha256.txt',
    ]);
    expect(manifest).toMatchObject({ files: [], omitted: [], missing: [], complete: true });
  });

  it('cannot be made without knowing its media', () => {
    const { cover, ...others } = lampMedia;
    const library = Object.values(others);
    expect(() => buildPackage(packageSample({ library }))).toThrow(cover.sha256);
  });
});

describe('the choice of what goes into a package', () => {
  it('leaves out a kind of media, and says so', () => {
    const sample = packageSample({ include: { ...includeAll, audio: false } });
    const { manifest } = buildPackage(sample);
    expect(manifest.files.map(({ path }) => path)).toEqual(
      mediaNames.filter((name) => !name.startsWith('media/audio/')),
    );
    expect(manifest.omitted.map(({ sha256, reason }) => [sha256, reason])).toEqual(
      [
        lampMedia.titleInEnglish,
        lampMedia.titleInHungarian,
        lampMedia.streetInEnglish,
        lampMedia.streetInHungarian,
        lampMedia.streetInArabic,
      ].map(({ sha256 }) => [sha256, 'kind']),
    );
    expect(manifest.omitted[0]).toEqual({
      sha256: lampMedia.titleInEnglish.sha256,
      sizeBytes: 64,
      mediaType: 'audio/mpeg',
      uses: [{ role: 'title-narration', language: 'en' }],
      reason: 'kind',
    });
    expect(manifest).toMatchObject({ missing: [], complete: true, story: lampStory });
    expect(neededMedia(sample.story, sample.media, sample)).toHaveLength(4);
  });

  it('leaves out languages, and names files after the uses that remain', () => {
    const sample = packageSample({ languages: ['ar'] });
    const { manifest } = buildPackage(sample);
    expect(manifest.story.languages).toEqual(['ar']);
    expect(manifest.files.map(({ path, uses }) => [path, uses.map((use) => use.language)])).toEqual(
      [
        ['media/images/01-cover.jpg', [undefined, undefined]],
        ['media/images/02-page.png', [undefined]],
        ['media/audio/02-page.ar.ogg', ['ar']],
        ['media/video/04-video.ar.mp4', ['ar']],
      ],
    );
    expect(manifest.omitted.map(({ reason }) => reason)).toEqual(Array(5).fill('language'));
    expect(manifest.complete).toBe(true);
    const contents = contentsOf(buildPackage(sample), sample);
    for (const name of ['story.json', 'index.html']) {
      expect(textOf(contents, name)).toContain('الفانوس');
      expect(textOf(contents, name)).not.toMatch(/lamp in the fog|ködben|To the light/);
    }
  });

  it('cannot leave out all languages', () => {
    expect(() => buildPackage(packageSample({ languages: ['fr'] }))).toThrow(
      'none of these languages: fr',
    );
  });

  it('lists what should be in the package and is not', () => {
    const { cover, film } = lampMedia;
    const library = Object.values(lampMedia).map((each) => {
      if (each === cover) return { ...each, trouble: 'missing' as const };
      return each === film ? { ...each, trouble: 'damaged' as const } : each;
    });
    const { manifest, entries } = buildPackage(packageSample({ library }));
    expect(manifest.missing).toEqual([
      {
        sha256: cover.sha256,
        sizeBytes: 64,
        mediaType: 'image/jpeg',
        uses: [{ role: 'cover' }, { role: 'picture', tileId: 'film' }],
        reason: 'missing',
      },
      expect.objectContaining({ sha256: film.sha256, reason: 'damaged' }),
    ]);
    expect(manifest.complete).toBe(false);
    expect(entries).toHaveLength(3 + mediaNames.length - 2);
  });

  it('does not miss what the request leaves out', () => {
    const library = Object.values(lampMedia).map((each) => ({
      ...each,
      trouble: 'missing' as const,
    }));
    const include = { images: false, audio: false, video: false };
    const { manifest } = buildPackage(packageSample({ library, include }));
    expect(manifest).toMatchObject({ files: [], missing: [], complete: true });
    expect(manifest.omitted).toHaveLength(9);
  });
});

describe('the names of media files', () => {
  const sound = (name: string) => sampleMedia('audio/mpeg', name);
  const namesOf = (languages: string[], tileCount = 0, changes = {}): string[] => {
    const library = languages.map(sound);
    const titleNarration = Object.fromEntries(
      languages.map((language, index) => [language, library[index]?.sha256]),
    );
    const tiles = Array.from({ length: tileCount }, (_, index) => ({
      kind: 'page',
      id: `p${index}`,
    }));
    const story = storyDocument.parse({
      title: {},
      languages: ['en'],
      titleNarration,
      tiles,
      ...changes,
    });
    const { entries } = buildPackage(packageSample({ story, library }));
    return entries.slice(3).map(({ name }) => name);
  };

  it('have the language before the extension, so that no language makes a device of Windows', () => {
    expect(namesOf(['aux', 'con', 'nul', 'x-private', 'tw-akua'])).toEqual([
      'media/audio/01-title.aux.mp3',
      'media/audio/01-title.con.mp3',
      'media/audio/01-title.nul.mp3',
      'media/audio/01-title.tw-akua.mp3',
      'media/audio/01-title.x-private.mp3',
    ]);
  });

  it('are numbered where they differ in case only', () => {
    expect(namesOf(['pt-BR', 'pt-Br', 'pt-br'])).toEqual([
      'media/audio/01-title.pt-BR.mp3',
      'media/audio/01-title-2.pt-Br.mp3',
      'media/audio/01-title-3.pt-br.mp3',
    ]);
  });

  it('are found for as many as there can be that differ in case only', () => {
    const languages = Array.from({ length: 2 ** 8 }, (_, number) => {
      const letters = [...number.toString(2).padStart(8, '0')];
      return `en-${letters.map((bit) => (bit === '0' ? 'a' : 'A')).join('')}`;
    });
    const names = namesOf(languages);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(languages.length);
  });

  it('have as many digits as the last tile needs, where the cover is number 1', () => {
    expect(namesOf(['en'], 98)).toEqual(['media/audio/01-title.en.mp3']);
    expect(namesOf(['en'], 99)).toEqual(['media/audio/001-title.en.mp3']);
    const [media] = [sound('en').sha256];
    const tiles = Array.from({ length: 100 }, (_, index) => ({
      kind: 'page',
      id: `p${index}`,
      narration: index === 99 ? { en: media } : {},
    }));
    expect(namesOf(['en'], 0, { tiles, titleNarration: {} })).toEqual([
      'media/audio/101-page.en.mp3',
    ]);
  });
});
