import { randomUUID } from 'node:crypto';
import fastify from 'fastify';
import { sql } from 'kysely';
import { openPglite } from '../../apps/server/src/infrastructure/pglite/open-pglite.ts';

/**
 * A process of its own, to compare with: a route that inserts one row into the embedded database and answers 202. Takes
 * the data folder as its argument, and prints its address.
 */
const database = await openPglite(process.argv[2] ?? '');
await database.runScript(
  'create table if not exists bench_rows (id uuid primary key, at timestamptz not null)',
);
const app = fastify();
app.post('/', async (_, reply) => {
  await sql`insert into bench_rows values (${randomUUID()}, now())`.execute(database.db);
  return reply.code(202).send({ status: 'Queued' });
});
console.log(await app.listen({ host: '127.0.0.1', port: 0 }));
process.once('SIGTERM', async () => {
  await app.close();
  await database.close();
});
