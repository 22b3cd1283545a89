import { AsyncLocalStorage } from 'node:async_hooks';

const background = new AsyncLocalStorage<true>();

/** Runs work that nobody waits for at a page: where the database has one session, requests go before what it asks. */
export function inBackground<Result>(work: () => Result): Result {
  return background.run(true, work);
}

/** Whether whoever calls was started by `inBackground`. */
export function isInBackground(): boolean {
  return background.getStore() ?? false;
}
