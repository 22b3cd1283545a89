import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { storyDocument } from '@taleport/story-model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkWithTools, type ToolResult } from '../../test/archive-tools.ts';
import { lampStory } from '../../test/lamp-story.ts';
import { sampleMedia } from '../../test/sample-media.ts';
import { archiveOf, packageBytes, packageSample } from '../../test/story-packages.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-tools-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
}

/** Every tool opens the file, and those that count see the entries that there are. */
function expectToPass(results: readonly ToolResult[], entryCount: number): void {
  for (const { tool, outcome } of results) {
    if (outcome === 'not-installed') console.warn(`NOT CHECKED: this machine has no ${tool}`);
  }
  const accepted = process.env.CI ? ['passed'] : ['passed', 'not-installed'];
  expect(results.filter(({ outcome }) => !accepted.includes(outcome))).toEqual([]);
  const counts = results.flatMap((result) =>
    result.outcome === 'passed' ? (result.entryCount ?? []) : [],
  );
  expect(new Set(counts)).toEqual(new Set(counts.map(() => entryCount)));
}

it('a package in many scripts and odd languages, with media of several MiB', {
  timeout: 60_000,
}, async () => {
  const languages = ['tw-akua', 'con', 'x-private', 'zh-Hant-TW', 'ur', 'pt-BR', 'pt-br'];
  const sounds = languages.map((each) => sampleMedia('audio/mpeg', each, { sizeBytes: 3000 }));
  const film = sampleMedia('video/mp4', 'film', { sizeBytes: 5 * 1024 * 1024 });
  const pictures = ['one', 'two'].map((each) =>
    sampleMedia('image/webp', each, { sizeBytes: 1024 * 1024 + 7 }),
  );
  const story = storyDocument.parse({
    title: { ...lampStory.title, ur: 'دھند میں چراغ', 'zh-Hant-TW': '霧中的燈' },
    languages: languages.slice(0, 6),
    titleNarration: Object.fromEntries(
      languages.map((language, index) => [language, sounds[index]?.sha256]),
    ),
    tiles: [
      ...pictures.map(({ sha256 }, index) => ({
        kind: 'page',
        id: `page-${index}`,
        picture: { media: sha256, alt: { ur: 'چراغ' } },
        text: { ur: 'دھند آئی۔', 'zh-Hant-TW': '霧來了。', con: '𞤀𞤣𞤤𞤢𞤥' },
      })),
      { kind: 'video', id: 'film', video: { ur: film.sha256 } },
    ],
  });
  const library = [...sounds, film, ...pictures];
  const file = await fileOf('lamp.zip', packageBytes(packageSample({ story, library })));
  expectToPass(await checkWithTools(file, { isStoryPackage: true }), 3 + library.length);
});

it('file names in many scripts', { timeout: 60_000 }, async () => {
  const names = ['mesék/Lámpás a ködben.txt', '童話/霧.txt', 'قصص/فانوس.txt', 'ตำนาน/🐘 𞤀𞤣.txt'];
  const entries = names.map((name) => [name, Buffer.from(name)] as const);
  const file = await fileOf('names.zip', archiveOf(entries));
  expectToPass(await checkWithTools(file, { isStoryPackage: false }), names.length);
});

it('65,536 entries, which need ZIP64', { timeout: 60_000 }, async () => {
  const count = 65_536;
  const entries = Array.from({ length: count }, (_, index) => {
    return [`ködös/${index}.txt`, Buffer.from(`${index}`)] as const;
  });
  const file = await fileOf('many.zip', archiveOf(entries));
  const checks = { isStoryPackage: false, hasManyEntries: true };
  expectToPass(await checkWithTools(file, checks), count);
});

it('no tool passes a package that ends too early', { timeout: 60_000 }, async () => {
  const bytes = packageBytes(packageSample());
  const file = await fileOf('short.zip', bytes);
  await truncate(file, bytes.length - 2000);
  const results = await checkWithTools(file, { isStoryPackage: true });
  expect(results.filter(({ outcome }) => outcome === 'passed')).toEqual([]);
});
