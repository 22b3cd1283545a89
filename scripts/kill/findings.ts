import { type PromiseName, promises } from './memory.ts';

/** What was counted for each promise, and what broke it. */
export class Findings {
  readonly #counts = new Map<PromiseName, Map<string, number | string>>();
  readonly #measured = new Map<string, number[]>();
  readonly #broken = new Map<PromiseName, string[]>();

  count(promise: PromiseName, what: string, by = 1): void {
    const counts = this.#of(promise);
    counts.set(what, Number(counts.get(what) ?? 0) + by);
  }

  tell(promise: PromiseName, what: string, figure: number | string): void {
    this.#of(promise).set(what, figure);
  }

  /** Of what is measured, the middle and the most are told. */
  measure(promise: PromiseName, what: string, value: number): void {
    const key = `${promise} ${what}`;
    const values = [...(this.#measured.get(key) ?? []), value].sort((a, b) => a - b);
    this.#measured.set(key, values);
    this.tell(promise, 'measured', values.length);
    this.tell(promise, `${what} (p50)`, Math.round(values[Math.floor(values.length / 2)] ?? 0));
    this.tell(promise, `${what} (max)`, Math.round(values.at(-1) ?? 0));
  }

  broken(promise: PromiseName, detail: string): void {
    this.#broken.set(promise, [...(this.#broken.get(promise) ?? []), detail]);
  }

  get isWhole(): boolean {
    return this.#broken.size === 0;
  }

  /** A line for each promise, with what broke it below. Without all checks none is known to have been kept. */
  lines(isChecked: boolean): string[] {
    return (Object.keys(promises) as PromiseName[]).flatMap((promise) => {
      const broken = this.#broken.get(promise) ?? [];
      const figures = [...this.#of(promise)].map(([what, figure]) => `${figure} ${what}`);
      const unbroken = isChecked ? 'kept  ' : 'open  ';
      const mark = broken.length === 0 ? unbroken : 'BROKEN';
      return [
        `${mark} ${promises[promise]}: ${figures.join(', ')}`,
        ...broken.map((detail) => `         ${detail}`),
      ];
    });
  }

  #of(promise: PromiseName): Map<string, number | string> {
    const counts = this.#counts.get(promise) ?? new Map<string, number | string>();
    this.#counts.set(promise, counts);
    return counts;
  }
}
