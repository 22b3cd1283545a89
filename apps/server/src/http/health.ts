import type { FastifyInstance } from 'fastify';
import { unavailable } from './problem.ts';

type Check = () => Promise<unknown>;

/** `/livez`: the process runs. `/readyz`: it can do its work, for each part by name. */
export function registerHealth(app: FastifyInstance, checks: Readonly<Record<string, Check>>) {
  app.get('/livez', { schema: { hide: true } }, async () => ({ status: 'ok' }));
  app.get('/readyz', { schema: { hide: true } }, async () => {
    try {
      await Promise.all(Object.values(checks).map((check) => check()));
    } catch (error) {
      throw unavailable(error);
    }
    return { status: 'ok', checks: Object.keys(checks) };
  });
}
