import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { cp, glob, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

const root = join(import.meta.dirname, '../../..');
const cache = join(root, 'node_modules/.cache/taleport');

export interface Template {
  readonly name: string;
  /** All that the content depends on, as patterns of files in the project: other files make another template. */
  readonly inputs: readonly string[];
  /** Fills a new folder. */
  make(folder: string): Promise<void>;
}

/** Puts a copy of what takes seconds to make into a folder. Several processes may make it at once; the first to be ready is kept. */
export async function copyTemplate(template: Template, folder: string): Promise<void> {
  const made = join(cache, `${template.name}-${await fingerprint(template.inputs)}`);
  if (!existsSync(made)) {
    const making = `${made}-${randomUUID()}`;
    await mkdir(making, { recursive: true });
    await template.make(making);
    await rename(making, made).catch(() => rm(making, { recursive: true }));
  }
  await cp(made, folder, { recursive: true });
}

async function fingerprint(inputs: readonly string[]): Promise<string> {
  const found = await Array.fromAsync(glob(inputs, { cwd: root, withFileTypes: true }));
  const paths = found
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.test.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash('sha256');
  for (const path of paths.sort()) hash.update(path).update(await readFile(path));
  return hash.digest('hex').slice(0, 16);
}
