import { createHash } from 'node:crypto';
import type { Auth } from './auth.ts';

/** For so long another process may not know that somebody has signed out. This one knows at once. */
const keepMs = 5_000;
const maxKnown = 10_000;

export interface RememberingAuth extends Auth {
  /** To be called when accounts or sessions were changed beside `handle`. */
  forget(): void;
}

type Identity = NonNullable<Awaited<ReturnType<Auth['identify']>>>;

/**
 * Remembers for a few seconds whose cookie or token it was: those who follow a job ask every second, and a look into the
 * database is most of what an answer costs. Whatever happens to accounts here is seen by the next request.
 */
export function rememberIdentities(auth: Auth): RememberingAuth {
  let known = new Map<string, { identity: Identity; until: number }>();
  // A new map, so that what is being looked up at this moment is kept in the old one.
  const forget = () => {
    known = new Map();
  };
  return {
    forget,
    handle: (request) => auth.handle(request).finally(forget),
    async identify(headers) {
      const at = known;
      const key = credentialsOf(headers);
      const found = at.get(key);
      if (found && performance.now() < found.until) return found.identity;
      const identity = await auth.identify(headers);
      if (at.size >= maxKnown) at.clear();
      // With cookies to set, each answer has to bring them until one has arrived.
      if (identity?.cookies.length === 0) {
        at.set(key, { identity, until: performance.now() + keepMs });
      }
      return identity;
    },
  };
}

function credentialsOf(headers: Headers): string {
  const given = [headers.get('authorization'), headers.get('cookie')];
  return createHash('sha256').update(JSON.stringify(given)).digest('base64');
}
