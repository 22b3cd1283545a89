import type { FastifyInstance } from 'fastify';
import { withTimeLimit } from '../infrastructure/time-limit.ts';
import { unavailable } from './problem.ts';

/** Throws where the part cannot be used. The signal is aborted when nobody waits for it any more. */
type Check = (signal: AbortSignal) => Promise<unknown>;

interface HealthChecks {
  readonly checks: Readonly<Record<string, Check>>;
  /** A part that takes longer counts as away: whoever asks waits for seconds only, and would hear nothing. */
  readonly withinMs: number;
}

/** `/livez`: the process runs. `/readyz`: it can do its work, for each part by name. */
export function registerHealth(app: FastifyInstance, { checks, withinMs }: HealthChecks): void {
  const limited = Object.entries(checks).map(([name, ask]) =>
    withTimeLimit({ what: `The check of the ${name}`, withinMs, ask }),
  );
  app.get('/livez', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    try {
      await Promise.all(limited.map((check) => check()));
    } catch (error) {
      throw unavailable(error);
    }
    return { status: 'ok', checks: Object.keys(checks) };
  });
}
