import type { Problem } from '@taleport/contracts/problem';
import type { Page } from 'playwright-core';

interface Played {
  readonly path: string;
  readonly method?: string;
  /** No answer at all, a line that breaks, a refusal by its status, or a document. */
  readonly answer: 'nothing' | 'lost' | number | object;
}

/** Answers requests to a path in place of the server. */
export async function play(page: Page, { path, method, answer }: Played): Promise<void> {
  await page.route(
    (url) => isAskedFor(url, path),
    (route) => {
      if (method !== undefined && route.request().method() !== method) return route.fallback();
      if (answer === 'nothing') return undefined;
      if (answer === 'lost') return route.abort();
      if (typeof answer === 'object') return route.fulfill({ json: answer });
      return route.fulfill({ status: answer, json: problem(answer) });
    },
  );
}

/** Whether an address is that of a path, in whatever language the studio asks for it. */
export function isAskedFor({ pathname }: URL, path: string): boolean {
  return pathname.replace(/^\/api\/(ro|hu)\//, '/api/en/') === path;
}

/** A refusal in the words of a server that is in trouble. */
export function problem(status: number): Problem {
  return {
    type: 'about:blank',
    title: 'Refused',
    status,
    code: 'unavailable',
    detail: 'The database is away. Try again in a minute.',
    instance: '/',
    retryable: true,
  };
}
