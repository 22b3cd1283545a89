import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { canonicalJson } from '@taleport/story-model';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { packageBytes, packageContents, packageSample, textOf } from '../../test/story-packages.ts';
import { openFileSource } from '../zip/file-source.ts';
import { readPackage } from './read-package.ts';

const run = promisify(execFile);
const story = textOf(packageContents(packageSample()), 'story.json');

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'taleport-repacked-'));
  await writeFile(join(folder, 'good.zip'), packageBytes(packageSample()));
  await mkdir(join(folder, 'content'));
  await run('unzip', ['-q', 'good.zip', '-d', 'content'], { cwd: folder });
});
afterAll(() => rm(folder, { recursive: true }));

it.each([
  ['zip', 'zip -qr ../zip.zip .'],
  ['zip into a pipe', 'zip -qr - . > "../zip into a pipe.zip"'],
  ['zip without compression', 'zip -qr0 "../zip without compression.zip" .'],
  ['7zz', '7zz a -bd -bso0 ../7zz.zip .'],
  ['bsdtar', 'bsdtar --format zip -cf ../bsdtar.zip *'],
  ['python3', 'python3 -m zipfile -c ../python3.zip *'],
])('a package that was unpacked, and packed again by %s, is read', async (name, command) => {
  const cwd = join(folder, 'content');
  const [tool = ''] = command.split(' ');
  const isThere = await run('which', [tool]).then(
    () => true,
    () => false,
  );
  if (!isThere) return console.warn(`NOT CHECKED: this machine has no ${tool}`);
  await run('sh', ['-c', command], { cwd });
  const source = await openFileSource(join(folder, `${name}.zip`));
  try {
    const { manifest } = await readPackage(source);
    expect(canonicalJson(manifest)).toBe(story);
  } finally {
    await source.close();
  }
});
