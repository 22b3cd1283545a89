import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { initialScriptBytes } from './script-size.ts';

const scripts = {
  'main.js': 'import{a}from"./chunk-a.js";import"./chunk-b.js";()=>import("./page.js");',
  'chunk-a.js': 'export{b as a}from"./chunk-b.js";',
  'chunk-b.js': 'export const b=1;',
  'early.js': '',
  'page.js': 'import"./chunk-page.js";',
  'chunk-page.js': '',
};
const sizes = {
  'main.js': 1,
  'chunk-a.js': 10,
  'chunk-b.js': 100,
  'early.js': 1000,
  'page.js': 10_000,
  'chunk-page.js': 100_000,
};

it('counts each script once that has to be there before the first page', async () => {
  const page =
    '<link rel="modulepreload" href="early.js"><script src="main.js" type="module"></script>';
  expect(await initialScriptBytes(await folderWith(page))).toBe(1111);
});

it('finds fault with a page that loads no script at all', async () => {
  await expect(initialScriptBytes(await folderWith('<h1>Moved</h1>'))).rejects.toThrow('no script');
});

async function folderWith(page: string): Promise<string> {
  const dist = await mkdtemp(join(tmpdir(), 'taleport-dist-'));
  onTestFinished(() => rm(dist, { recursive: true }));
  await writeFile(join(dist, 'index.html'), page);
  for (const [name, text] of Object.entries(scripts)) await writeFile(join(dist, name), text);
  for (const [name, size] of Object.entries(sizes)) {
    await writeFile(join(dist, `${name}.gz`), Buffer.alloc(size));
  }
  return dist;
}
