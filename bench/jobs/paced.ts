import { setTimeout as wait } from 'node:timers/promises';

interface Pace {
  readonly perSecond: number;
  readonly times: number;
}

/**
 * Does something so many times a second, whether or not what was begun before has ended. Returns how many milliseconds
 * each took, counted from when it was due: who is late because others were slow is slow too.
 */
export async function paced(
  { perSecond, times }: Pace,
  work: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const startedAt = performance.now();
  const running: Promise<number>[] = [];
  for (let index = 0; index < times; index += 1) {
    const dueAt = startedAt + (index * 1000) / perSecond;
    const early = dueAt - performance.now();
    if (early > 0) await wait(early);
    running.push(work(index).then(() => performance.now() - dueAt));
  }
  return Promise.all(running);
}

/** Does something again and again, one after the other. Returns how many milliseconds each took. */
export async function oneByOne(
  times: number,
  work: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const took: number[] = [];
  for (let index = 0; index < times; index += 1) {
    const startedAt = performance.now();
    await work(index);
    took.push(performance.now() - startedAt);
  }
  return took;
}
