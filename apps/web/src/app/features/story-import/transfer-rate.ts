interface Sample {
  readonly atMs: number;
  readonly bytes: number;
}

/** Long enough that a moment of silence is none, short enough that another network shows soon. */
const windowMs = 15_000;
/** Before, nothing is said: the first numbers jump about. */
const firstWordMs = 2_000;

/** How fast bytes go at the moment. */
export class TransferRate {
  #samples: readonly Sample[] = [];

  /** Notes how many bytes have gone until a moment (`performance.now()`). */
  note(sample: Sample): void {
    this.#samples = [...this.#samples.filter(({ atMs }) => sample.atMs - atMs <= windowMs), sample];
  }

  /** How many seconds so many more bytes take; undefined where nothing is known. */
  secondsFor(bytes: number): number | undefined {
    const [first] = this.#samples;
    const last = this.#samples.at(-1);
    if (!first || !last || last.atMs - first.atMs < firstWordMs) return undefined;
    const bytesPerMs = (last.bytes - first.bytes) / (last.atMs - first.atMs);
    return bytesPerMs > 0 ? Math.ceil(bytes / bytesPerMs / 1000) : undefined;
  }
}
