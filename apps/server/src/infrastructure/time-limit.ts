import { PartAwayError } from './part-away.ts';

/** A part of the system that did not answer in time. */
export class NoAnswerError extends PartAwayError {
  constructor(what: string, withinMs: number) {
    super(`${what} did not answer within ${withinMs / 1_000} s`);
    this.name = 'NoAnswerError';
  }
}

interface TimeLimit<Answer> {
  /** As the error names it: `The database`. */
  readonly what: string;
  readonly withinMs: number;
  /** The signal is aborted when nobody waits any more. */
  readonly ask: (signal: AbortSignal) => Promise<Answer>;
}

/** Older than this, a question may be on a connection that is gone, while the part is there again. */
const joinWithinMs = 60_000;

/**
 * A question that is given up after a while, with NoAnswerError. Whoever asks while an earlier one has no answer yet waits for that
 * one, so that questions do not pile up behind a part that hangs.
 */
export function withTimeLimit<Answer>(limit: TimeLimit<Answer>): () => Promise<Answer> {
  const { what, withinMs } = limit;
  let asked: { answer: Promise<Answer>; since: number } | undefined;
  return async () => {
    if (!asked || performance.now() - asked.since > joinWithinMs) {
      const own = { answer: ask(limit), since: performance.now() };
      asked = own;
      const forget = () => {
        if (asked === own) asked = undefined;
      };
      own.answer.then(forget, forget);
    }
    const late = Promise.withResolvers<never>();
    const timer = setTimeout(() => late.reject(new NoAnswerError(what, withinMs)), withinMs);
    return Promise.race([asked.answer, late.promise]).finally(() => clearTimeout(timer));
  };
}

async function ask<Answer>({ withinMs, ask }: TimeLimit<Answer>): Promise<Answer> {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), withinMs);
  return ask(giveUp.signal).finally(() => clearTimeout(timer));
}
