import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { glob, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { writeFontSheets } from './font-sheets.ts';
import { initialScriptBytes } from './script-size.ts';

const root = join(import.meta.dirname, '../..');
const dist = join(import.meta.dirname, 'dist');
const maxInitialScriptBytes = 250_000;
const stampFile = join(dist, '.built-from');
/** All that the build depends on. */
const inputs = [
  'package-lock.json',
  'apps/web/{*.json,*.ts,build.env}',
  'apps/web/{public,src}/**/*',
  'packages/{contracts,story-model,story-reader}/{package.json,src/**/*}',
];

/**
 * Builds the studio for production, unless it was built from the same files before. Tells the process that has begun this
 * one, if any, as soon as the studio can be served; it gets smaller after that.
 */
async function build(): Promise<void> {
  const stamp = await fingerprint();
  const builtFrom = await readFile(stampFile, 'utf8').catch(() => undefined);
  if (builtFrom !== stamp) await buildFrom(stamp);
  process.send?.('built');
  await packFiles('br', brotli);
}

async function buildFrom(stamp: string): Promise<void> {
  console.log('Building the studio; this takes some seconds, and only when it has changed.');
  await rm(dist, { recursive: true, force: true });
  await runAngular();
  await writeFontSheets(dist);
  await packFiles('gz', (content) => promisify(gzip)(content, { level: 9 }));
  await checkScriptSize();
  await writeFile(stampFile, stamp);
}

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256');
  const found = await Array.fromAsync(glob(inputs, { cwd: root, withFileTypes: true }));
  const paths = found
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  for (const path of paths.sort()) hash.update(`${path}\n`).update(await readFile(path));
  return hash.digest('hex');
}

async function runAngular(): Promise<void> {
  const angular = fileURLToPath(import.meta.resolve('@angular/cli/bin/ng.js'));
  const child = spawn(
    process.execPath,
    ['--env-file=build.env', angular, 'build', '--no-progress'],
    {
      cwd: import.meta.dirname,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const said: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => said.push(chunk));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  throw new Error(`The studio could not be built:\n${Buffer.concat(said).toString()}`);
}

/** The highest quality takes more than twice the time of this, and makes the files smaller by a fortieth. */
const brotliQuality = { [constants.BROTLI_PARAM_QUALITY]: 10 };

function brotli(content: Buffer): Promise<Buffer> {
  return promisify(brotliCompress)(content, { params: brotliQuality });
}

/** Puts a compressed one beside each file that has none, so that the server need not do it with every answer. */
async function packFiles(
  ending: string,
  pack: (content: Buffer) => Promise<Buffer>,
): Promise<void> {
  const names = await Array.fromAsync(glob('**/*.{js,css,svg}', { cwd: dist }));
  await Promise.all(
    names.map(async (name) => {
      const path = join(dist, name);
      if (existsSync(`${path}.${ending}`)) return;
      const packed = await pack(await readFile(path));
      // The server may look for it at any moment.
      const unfinished = `${path}.${process.pid}.unfinished`;
      await writeFile(unfinished, packed);
      await rename(unfinished, `${path}.${ending}`);
    }),
  );
}

async function checkScriptSize(): Promise<void> {
  const bytes = await initialScriptBytes(dist);
  if (bytes <= maxInitialScriptBytes) return;
  throw new Error(
    `The studio loads ${bytes} bytes of script (gzip) before its first page; ${maxInitialScriptBytes} is the limit. Load a part of it later.`,
  );
}

await build();
