import { parseArgs } from 'node:util';
import { SurroundingsError } from './azure/surroundings.ts';
import { runAzureKills } from './kill/azure/run-azure-kills.ts';
import { runKills } from './kill/run-kills.ts';

const usage = `Usage: npm run kill -- [--rounds N] [--seed S] [--azure [--exports N]]

  --rounds N  how often the server is killed at a random moment (default: 50)
  --seed S    which random moments, and what its authors do (default: 1)
  --azure     an api and three workers on PostgreSQL and Azurite, which are in trouble too
  --exports N with --azure: goes on until so many exports were accepted`;

/** Kills the server again and again while authors use it, and tells whether it kept its promises. */
async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '50' },
        seed: { type: 'string', default: '1' },
        azure: { type: 'boolean', default: false },
        exports: { type: 'string', default: '0' },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds is 1 or more');
    const exports = Number(values.exports);
    if (!Number.isInteger(exports) || exports < 0) throw new RangeError('--exports is 0 or more');
    const options = { rounds, seed: values.seed };
    const isWhole = values.azure
      ? await runAzureKills({ ...options, exports }, console.log)
      : await runKills(options, console.log);
    return isWhole ? 0 : 1;
  } catch (error) {
    const isUsage = error instanceof Error && 'code' in error;
    const isPlain = error instanceof SurroundingsError;
    if (isPlain) console.error(error.message);
    else console.error(isUsage ? `${error.message}\n${usage}` : error);
    return 1;
  }
}

process.exitCode = await main();
