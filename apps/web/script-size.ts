import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a script imports before it runs. `import("./page.js")`, which is loaded later, is not among it. */
const staticImport = /\b(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g;
const scriptOfPage = /<(?:script|link rel="modulepreload")[^>]*\s(?:src|href)="([\w.-]+\.js)"/g;

/** The size in bytes, compressed by gzip, of all script that has to be there before the studio starts. */
export async function initialScriptBytes(dist: string): Promise<number> {
  const page = await readFile(join(dist, 'index.html'), 'utf8');
  const waiting = namesIn(page, scriptOfPage);
  if (waiting.length === 0) throw new Error(`${dist}/index.html loads no script`);
  const loaded = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (loaded.has(name)) continue;
    loaded.add(name);
    waiting.push(...namesIn(await readFile(join(dist, name), 'utf8'), staticImport));
  }
  const files = await Promise.all([...loaded].map((name) => readFile(join(dist, `${name}.gz`))));
  return files.reduce((sum, { length }) => sum + length, 0);
}

function namesIn(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([, name = '']) => name);
}
