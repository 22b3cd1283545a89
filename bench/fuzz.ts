import { parseArgs } from 'node:util';
import { fuzzPackages } from '../packages/story-archive/test/fuzz-packages.ts';
import { markdownTable } from './statistics.ts';

/**
 * Reads `--runs` mutants of good packages, made from `--seed`, and prints which rules refused how many. Fails for a mutant
 * that the reader crashes on, or accepts with another content. See docs/benchmarks.md.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '20000' },
      seed: { type: 'string', default: '1' },
    },
  });
  const [runs, seed] = [Number(values.runs), Number(values.seed)];
  const startedAt = performance.now();
  const report = await fuzzPackages({
    runs,
    seed,
    onRun: (run) => {
      if (run % 1000 === 0) console.error(`${run} of ${runs}`);
    },
  });
  const rules = [...report.refused].toSorted(([, one], [, other]) => other - one);
  console.log(
    markdownTable([['rule', 'refused'], ...rules.map(([rule, count]) => [rule, `${count}`])]),
  );
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  console.log(
    `${runs} runs with seed ${seed}: ${report.accepted} accepted with the same content, the rest refused; the slowest took ${Math.round(report.slowestMs)} ms, all ${seconds} s`,
  );
}

await main();
