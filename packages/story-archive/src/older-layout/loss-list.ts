import type { PackageLoss } from '../package/package-loss.ts';

/** A report is for people, and is kept with its job: a hostile package must not make it as large as it likes. */
const maxLosses = 1_000;

interface Repeated {
  readonly code: string;
  readonly where: string;
  readonly describe: (places: number) => string;
  places: number;
}

/** Collects losses in the order in which they are found. */
export class LossList {
  readonly #losses: (PackageLoss | Repeated)[] = [];
  readonly #repeated = new Map<string, Repeated>();
  #leftOut = 0;

  /** One loss, at one place. */
  add(loss: PackageLoss): void {
    if (this.#losses.length < maxLosses) this.#losses.push(loss);
    else this.#leftOut += 1;
  }

  /** A loss that comes at many places in the same way: told once, with the first place and their number. */
  addRepeated({
    key,
    ...loss
  }: {
    readonly key: string;
    readonly code: string;
    readonly where: string;
    readonly describe: (places: number) => string;
  }): void {
    const known = this.#repeated.get(key);
    if (known) known.places += 1;
    else if (this.#losses.length >= maxLosses) this.#leftOut += 1;
    else {
      const first = { ...loss, places: 1 };
      this.#repeated.set(key, first);
      this.#losses.push(first);
    }
  }

  list(): PackageLoss[] {
    const told = this.#losses.map((loss) => {
      if ('message' in loss) return loss;
      const { code, where, describe, places } = loss;
      return { code, message: describe(places), where };
    });
    if (this.#leftOut === 0) return told;
    const message = `${this.#leftOut} more losses are not listed.`;
    return [...told, { code: 'more-losses', message, where: '' }];
  }
}
