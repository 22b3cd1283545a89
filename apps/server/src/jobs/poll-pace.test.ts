import { expect, it } from 'vitest';
import { PollPace } from './poll-pace.ts';

it('asks a queue ever more seldom while nothing comes, and at once after work', () => {
  const pace = new PollPace(5_000);
  const asked = timesOf(pace, 0, 200);
  expect(asked).toEqual([0, 5, 15, 35, 75, 135, 195]);
  pace.quicken();
  expect(timesOf(pace, 200, 220)).toEqual([200, 205, 215]);
});

/** The seconds at which it asks, when it is looked at every second. */
function timesOf(pace: PollPace, from: number, to: number): number[] {
  const seconds = Array.from({ length: to - from + 1 }, (_, index) => from + index);
  return seconds.filter((second) => pace.isDue(second * 1_000));
}
