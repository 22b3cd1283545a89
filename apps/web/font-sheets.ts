import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The style sheets that a story's languages ask for (src/app/core/story-fonts.ts), each with the fonts of these packages. */
const sheets: Readonly<Record<string, readonly string[]>> = {
  'fonts-jpan.css': ['noto-sans-jp'],
  'fonts-kore.css': ['noto-sans-kr'],
  'fonts-hans.css': ['noto-sans-sc'],
  'fonts-world.css': [
    'noto-naskh-arabic',
    'noto-sans-hebrew',
    'noto-sans-devanagari',
    'noto-sans-bengali',
    'noto-sans-gurmukhi',
    'noto-sans-gujarati',
    'noto-sans-tamil',
    'noto-sans-telugu',
    'noto-sans-kannada',
    'noto-sans-malayalam',
    'noto-sans-sinhala',
    'noto-sans-thai',
    'noto-sans-khmer',
    'noto-sans-georgian',
    'noto-sans-armenian',
    'noto-sans-ethiopic',
    'noto-serif',
  ],
};

/**
 * Writes the style sheets, and the 400 font files that they name, into the folder of the build. There is nothing to compile in them,
 * so that Angular need not take them through its steps.
 */
export async function writeFontSheets(folder: string): Promise<void> {
  await Promise.all(
    Object.entries(sheets).map(async ([name, fonts]) => {
      const parts = await Promise.all(fonts.map((font) => fontFaces(font, folder)));
      await writeFile(join(folder, name), parts.join('\n'));
    }),
  );
}

/** The `@font-face` rules of a package, whose files have been copied under names with their hash, as Angular's build names files. */
async function fontFaces(font: string, folder: string): Promise<string> {
  const sheet = fileURLToPath(import.meta.resolve(`@fontsource-variable/${font}/wght.css`));
  const css = await readFile(sheet, 'utf8');
  const used = new Set(css.match(/\.\/files\/[\w-]+\.woff2/g));
  const copies = await Promise.all(
    Array.from(used, async (path) => {
      const content = await readFile(join(dirname(sheet), path));
      const hash = createHash('sha256').update(content).digest('hex').slice(0, 8);
      const name = `${basename(path, '.woff2')}-${hash}.woff2`;
      await writeFile(join(folder, 'media', name), content);
      return [path, name] as const;
    }),
  );
  const names = new Map(copies);
  return css.replaceAll(/\.\/files\/[\w-]+\.woff2/g, (path) => `./media/${names.get(path)}`);
}
