import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

/**
 * Bundles the reader into one minified ES module, which defines `<story-reader>` when it is run. Returns its text and
 * does not write it. The text can stand in a `<script type="module">` of a page: it holds no `</script`.
 */
export async function bundleReader(): Promise<string> {
  return bundle({ entryPoints: [join(import.meta.dirname, 'src/index.ts')], format: 'esm' });
}

/** Bundles the reader of a package into one minified classic script, which makes a book of its page. Does not write it. */
export async function bundleBook(): Promise<string> {
  return bundle({ entryPoints: [join(import.meta.dirname, 'src/book.ts')], format: 'iife' });
}

async function bundle(options: Pick<BuildOptions, 'entryPoints' | 'format'>): Promise<string> {
  const { outputFiles = [] } = await build({
    ...options,
    bundle: true,
    minify: true,
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    write: false,
  });
  return outputFiles.map(({ text }) => text).join('');
}

async function write(file: string, script: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, script);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await write(join(import.meta.dirname, 'dist/story-reader.js'), await bundleReader());
  await write(join(import.meta.dirname, 'bundle/book.js.txt'), await bundleBook());
}
