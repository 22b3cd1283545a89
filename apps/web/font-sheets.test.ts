import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { writeFontSheets } from './font-sheets.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-fonts-'));
  await mkdir(join(folder, 'media'));
  await writeFontSheets(folder);
});
afterAll(() => rm(folder, { recursive: true }));

it('writes each style sheet that the studio asks for', async () => {
  const asking = await readFile(join(import.meta.dirname, 'src/app/core/story-fonts.ts'), 'utf8');
  const asked = new Set(asking.match(/fonts-\w+\.css/g));
  const sheets = (await readdir(folder)).filter((name) => name.endsWith('.css'));
  expect(sheets.toSorted()).toEqual([...asked].toSorted());
});

it('writes each font file that a style sheet names, and no other', async () => {
  const sheets = (await readdir(folder)).filter((name) => name.endsWith('.css'));
  const texts = await Promise.all(sheets.map((name) => readFile(join(folder, name), 'utf8')));
  const named = texts.flatMap((css) =>
    Array.from(css.matchAll(/url\(\.\/media\/([\w-]+-[\da-f]{8}\.woff2)\)/g), ([, name]) => name),
  );
  expect(texts.join('').match(/url\(/g)).toHaveLength(named.length);
  expect(await readdir(join(folder, 'media'))).toEqual([...new Set(named)].toSorted());
  expect(named.length).toBeGreaterThan(300);
});
