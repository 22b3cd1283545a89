import { parseArgs } from 'node:util';
import { runJourney } from './demo/journey.ts';

const usage = `Usage: npm run demo -- [--story FOLDER] [--draft] [--out FILE] [--data DIR] [--azure]

  --story FOLDER  the story to export (default: a sample)
  --draft         export the draft instead of the published version
  --out FILE      keep the package
  --data DIR      keep the data folder
  --azure         an api and a worker with PostgreSQL and Azurite in place of one process`;

/** The whole journey of a story through a server of its own, from sign-up to a verified package. */
async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        story: { type: 'string', default: `${import.meta.dirname}/../samples/the-lamp-in-the-fog` },
        draft: { type: 'boolean', default: false },
        out: { type: 'string' },
        data: { type: 'string' },
        azure: { type: 'boolean', default: false },
      },
    });
    await runJourney(values, console.log);
    return 0;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    if (
      error instanceof Error &&
      'code' in error &&
      String(error.code).startsWith('ERR_PARSE_ARGS')
    ) {
      console.error(usage);
    }
    return 1;
  }
}

process.exitCode = await main();
