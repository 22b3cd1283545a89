import { signal } from '@angular/core';
import { ApiProblem } from '../../core/api-problem.ts';

/** Something that the server is asked for, one at a time: whether it is under way, done, or why it did not work. */
export function attempt() {
  const isBusy = signal(false);
  const isDone = signal(false);
  const problem = signal<ApiProblem | undefined>(undefined);
  return {
    isBusy: isBusy.asReadonly(),
    isDone: isDone.asReadonly(),
    problem,
    /** Whether it was made and has worked. */
    async make(ask: () => Promise<unknown>): Promise<boolean> {
      if (isBusy()) return false;
      isBusy.set(true);
      isDone.set(false);
      problem.set(undefined);
      try {
        await ask();
        isDone.set(true);
      } catch (error) {
        if (!(error instanceof ApiProblem)) throw error;
        problem.set(error);
      } finally {
        isBusy.set(false);
      }
      return isDone();
    },
  };
}
