/** So many requests in a row may go before background work that waits too, which has to move on as well. */
const requestsInARow = 4;

/** Whose turn it is at something that only one can use: requests before background work, and each in its order. */
export class Turns {
  readonly #requests: (() => void)[] = [];
  readonly #background: (() => void)[] = [];
  #isTaken = false;
  #inARow = 0;

  /** How many have their turn, and how many wait for it. */
  count(): { readonly inUse: number; readonly waiting: number } {
    const waiting = this.#requests.length + this.#background.length;
    return { inUse: this.#isTaken ? 1 : 0, waiting };
  }

  /** Resolves when it is the caller's turn, which lasts until `pass` is called. */
  async take(isInBackground: boolean): Promise<void> {
    if (!this.#isTaken) {
      this.#isTaken = true;
      return;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    (isInBackground ? this.#background : this.#requests).push(resolve);
    await promise;
  }

  /** Ends the turn; the next one begins. */
  pass(): void {
    const next = this.#next();
    if (next) next();
    else this.#isTaken = false;
  }

  #next(): (() => void) | undefined {
    const isBackgroundDue = this.#requests.length === 0 || this.#inARow >= requestsInARow;
    const background = isBackgroundDue ? this.#background.shift() : undefined;
    this.#inARow = background ? 0 : this.#inARow + 1;
    return background ?? this.#requests.shift();
  }
}
