import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';

const bundleFile = join(import.meta.dirname, 'dist/story-reader.js');

/**
 * Bundles the reader into one minified ES module, which defines `<story-reader>` when it is run. Returns its text and
 * does not write it. The text can stand in a `<script type="module">` of a page: it holds no `</script`.
 */
export async function bundleReader(): Promise<string> {
  const { outputFiles = [] } = await build(options(false));
  return outputFiles.map(({ text }) => text).join('');
}

function options(write: boolean): BuildOptions {
  return {
    entryPoints: [join(import.meta.dirname, 'src/index.ts')],
    outfile: bundleFile,
    bundle: true,
    minify: true,
    format: 'esm',
    target: ['chrome123', 'firefox120', 'safari17.5'],
    charset: 'utf8',
    legalComments: 'none',
    write,
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await build(options(true));
