import { expect, it } from 'vitest';
import { TransferRate } from './transfer-rate.ts';

it('says how long the rest takes, at the speed of the last seconds', () => {
  const rate = new TransferRate();
  rate.note({ atMs: 0, bytes: 0 });
  rate.note({ atMs: 1_000, bytes: 9_000_000 });
  expect(rate.secondsFor(1_000)).toBeUndefined();
  for (let second = 20; second <= 30; second += 1) {
    rate.note({ atMs: second * 1_000, bytes: 9_000_000 + second * 1_000 });
  }
  expect(rate.secondsFor(60_000)).toBe(60);
});

it('says nothing while nothing goes', () => {
  const rate = new TransferRate();
  rate.note({ atMs: 0, bytes: 5 });
  rate.note({ atMs: 5_000, bytes: 5 });
  expect(rate.secondsFor(1)).toBeUndefined();
});
