/** The greatest age: a story for readers up to this age has none above which it ends. */
export const oldestAge = 120;

export interface AgeRange {
  readonly from: number;
  readonly to: number;
}

/** A range in figures: `3–7`, `9`, or `9+` where it has no end. */
export function agesInFigures({ from, to }: AgeRange): string {
  if (to === oldestAge) return `${from}+`;
  return from === to ? String(from) : `${from}–${to}`;
}
