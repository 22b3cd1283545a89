import { createHash } from 'node:crypto';

/** Numbers that look random and are the same for the same seed. */
export interface Random {
  /** At least `low`, less than `high`. */
  between(low: number, high: number): number;
  /** A whole number, at least 0 and less than `count`. */
  below(count: number): number;
  chance(share: number): boolean;
  /** Throws a RangeError for an empty list. */
  pick<Value>(values: readonly Value[]): Value;
  /** As likely between 1 and 2 as between 10 and 20. */
  size(low: number, high: number): number;
  /** Numbers of their own for whoever has this name, whatever others have drawn meanwhile. */
  fork(name: string): Random;
}

export function randomFrom(seed: string): Random {
  const next = mulberry32(createHash('sha256').update(seed).digest().readUInt32LE());
  const between = (low: number, high: number) => low + next() * (high - low);
  const below = (count: number) => Math.floor(next() * count);
  return {
    between,
    below,
    chance: (share) => next() < share,
    pick(values) {
      if (values.length === 0) throw new RangeError('There is nothing to pick from');
      return values[below(values.length)] as (typeof values)[number];
    },
    size: (low, high) => Math.round(Math.exp(between(Math.log(low), Math.log(high)))),
    fork: (name) => randomFrom(`${seed} ${name}`),
  };
}

/** The generator of that name by Tommy Ettinger (public domain). */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
