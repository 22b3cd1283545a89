import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openFurnishedStudio } from './screenshots/furnished-studio.ts';
import { takeAllPictures, takeReadmePictures } from './screenshots/take-pictures.ts';

const root = join(import.meta.dirname, '..');

/**
 * `npm run screenshots -- [FOLDER]` takes a picture of every page of the studio in every state and look, or with
 * `--only WORD` those with the word in their name; `npm run screenshots -- --readme` renews those of the README.
 */
async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      readme: { type: 'boolean', default: false },
      only: { type: 'string', multiple: true, default: [] },
    },
    allowPositionals: true,
  });
  const [folder = join(root, 'screenshots')] = positionals;
  const studio = await openFurnishedStudio();
  try {
    const taken = values.readme
      ? await takeReadmePictures(studio, join(root, 'docs/pictures'))
      : await takeAllPictures(studio, { folder, words: values.only });
    console.log(`${taken} pictures taken.`);
  } finally {
    await studio.close();
  }
}

await main();
