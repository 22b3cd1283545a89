/** So long a run goes on beside what it cannot remove: a store that is away is not asked for everything, while others wait. */
const patienceMs = 60_000;

interface CleanUp<Item> {
  readonly found: AsyncIterable<Item>;
  /** Removes one; false where it has to stay by now. */
  readonly remove: (item: Item) => Promise<boolean>;
  readonly signal: AbortSignal;
}

/**
 * Removes one after the other, and returns how many went. What cannot be removed is passed over, so that it does not keep the
 * rest; at the end an error says how many those were, and which was the first, and why.
 */
export async function cleanUp<Item extends string | { readonly key: string }>({
  found,
  remove,
  signal,
}: CleanUp<Item>): Promise<number> {
  const until = performance.now() + patienceMs;
  const failures: { readonly item: Item; readonly error: unknown }[] = [];
  let removed = 0;
  for await (const item of found) {
    try {
      if (await remove(item)) removed += 1;
    } catch (error) {
      failures.push({ item, error });
    }
    if (signal.aborted || (failures.length > 0 && performance.now() > until)) break;
  }
  const [first] = failures;
  if (!first) return removed;
  const name = typeof first.item === 'string' ? first.item : first.item.key;
  throw new Error(`${removed} went, but ${failures.length} could not be removed, first ${name}`, {
    cause: first.error,
  });
}

const batch = 100;

/** What `find` gives, page by page: the next keys behind one, at most so many, in their order. */
export async function* pagesOf(
  find: (after: string | undefined, limit: number) => Promise<readonly string[]>,
): AsyncGenerator<string> {
  let last: string | undefined;
  for (;;) {
    const page = await find(last, batch);
    yield* page;
    last = page.at(-1);
    if (page.length < batch) return;
  }
}

/** For what is done by the batch, where one that is not full was the last. Returns how much it was in all. */
export async function untilNoneLeft(
  run: (batch: number) => Promise<number>,
  signal: AbortSignal,
): Promise<number> {
  let total = 0;
  for (;;) {
    const done = await run(batch);
    total += done;
    if (done < batch || signal.aborted) return total;
  }
}
