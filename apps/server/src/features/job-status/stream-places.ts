/** More than a person has devices. Each stream asks the database at each change of the jobs of its account. */
const maxStreams = 10;
/** Whoever lost their place would take that of another one at once, which would do the same. */
const comeBackMs = 60_000;

/** Who follows their jobs in this process: where an account has too many streams, the oldest ends. */
export class StreamPlaces {
  /** The streams of each account, the oldest first. */
  readonly #streams = new Map<string, Set<AbortController>>();

  /** The events of a stream, which ends early when newer ones take its place. */
  async *hold(
    accountId: string,
    open: (ended: AbortSignal) => AsyncIterable<string>,
  ): AsyncGenerator<string> {
    const own = new AbortController();
    const streams = this.#streams.get(accountId) ?? new Set();
    this.#streams.set(accountId, streams.add(own));
    const [oldest] = streams;
    if (oldest && streams.size > maxStreams) {
      streams.delete(oldest);
      oldest.abort();
    }
    try {
      yield* open(own.signal);
      if (own.signal.aborted) yield `retry: ${comeBackMs}\n\n`;
    } finally {
      streams.delete(own);
      if (streams.size === 0) this.#streams.delete(accountId);
    }
  }
}
