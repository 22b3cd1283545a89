/** However long nothing came, so many looks are between two. */
const mostLooks = 12;

/**
 * When to ask a queue, which may be far away and be paid by the question: again at once after work, and ever more seldom
 * while nothing comes. Jobs do not wait for it: a NOTIFY tells of them, and every look goes into the table.
 */
export class PollPace {
  readonly #lookMs: number;
  #pauseMs: number;
  #dueAt = 0;

  constructor(lookMs: number) {
    this.#lookMs = lookMs;
    this.#pauseMs = lookMs;
  }

  /** Whether to ask now; then the next time comes after a pause, twice as long as the one before. */
  isDue(now = performance.now()): boolean {
    if (now < this.#dueAt) return false;
    this.#dueAt = now + this.#pauseMs;
    this.#pauseMs = Math.min(this.#pauseMs * 2, mostLooks * this.#lookMs);
    return true;
  }

  /** There was work, and may be more: asks at once, and then from the shortest pause on. */
  quicken(): void {
    this.#pauseMs = this.#lookMs;
    this.#dueAt = 0;
  }
}
