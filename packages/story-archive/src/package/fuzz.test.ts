import { expect, it } from 'vitest';
import { fuzzPackages } from '../../test/fuzz-packages.ts';

it('500 mutants of good packages are refused by a rule, or have the content of the good one', async () => {
  const report = await fuzzPackages({ runs: 500, seed: 1 });
  const refused = [...report.refused.values()].reduce((sum, count) => sum + count, 0);
  expect(report.accepted + refused).toBe(500);
  // A fuzzer whose mutants all fail at the same place looks at nothing.
  expect(report.accepted).toBeGreaterThan(10);
  expect(report.refused.size).toBeGreaterThan(15);
  expect(report.slowestMs).toBeLessThan(2_000);
});
