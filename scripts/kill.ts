import { parseArgs } from 'node:util';
import { runKills } from './kill/run-kills.ts';

const usage = `Usage: npm run kill -- [--rounds N] [--seed S]

  --rounds N  how often the server is killed at a random moment (default: 50)
  --seed S    which random moments, and what its authors do (default: 1)`;

/** Kills the server again and again while authors use it, and tells whether it kept its promises. */
async function main(): Promise<number> {
  try {
    const { values } = parseArgs({
      options: {
        rounds: { type: 'string', default: '50' },
        seed: { type: 'string', default: '1' },
      },
    });
    const rounds = Number(values.rounds);
    if (!Number.isInteger(rounds) || rounds < 1) throw new RangeError('--rounds is 1 or more');
    const isWhole = await runKills({ rounds, seed: values.seed }, console.log);
    return isWhole ? 0 : 1;
  } catch (error) {
    const isUsage = error instanceof Error && 'code' in error;
    console.error(isUsage ? `${error.message}\n${usage}` : error);
    return 1;
  }
}

process.exitCode = await main();
