import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { Surroundings } from '../../azure/surroundings.ts';
import type { Findings } from '../findings.ts';
import type { Random } from '../random.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { Fleet } from './fleet.ts';

export interface Trouble {
  readonly fleet: Fleet;
  readonly surroundings: Surroundings;
  readonly proxies: readonly FaultProxy[];
  readonly random: Random;
  readonly findings: Findings;
}

/** One thing that happens to the processes or to what is around them. Resolves when it is over. */
export async function makeTrouble(trouble: Trouble): Promise<void> {
  const { fleet, random, findings } = trouble;
  const drawn = random.between(0, 1);
  if (drawn < 0.5) return fleet.kill('worker', random);
  if (drawn < 0.6) return fleet.kill('api', random);
  if (drawn < 0.7) return outage(trouble);
  if (drawn < 0.82) return cutConnections(trouble);
  if (drawn < 0.92) return restartDatabase(trouble);
  // Some stand still for longer than their lease lasts.
  findings.count('processes', 'workers frozen');
  return fleet.freeze(random, random.between(1_000, 40_000));
}

/** A service of the storage refuses everything for a while, or says nothing. */
async function outage({ proxies, random, findings }: Trouble): Promise<void> {
  const how = random.chance(0.7) ? 'busy' : 'silent';
  findings.count('processes', `outages of a storage service (${how})`);
  const forMs = random.between(1_000, 8_000);
  random.pick(proxies).fail(forMs, how);
  await wait(forMs);
}

/** Half of the connections to the database break, whatever they are doing. */
async function cutConnections({ surroundings, random, findings }: Trouble): Promise<void> {
  const client = new pg.Client(surroundings.settings.DATABASE_URL);
  await client.connect();
  try {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and pid % 2 = $1`,
      [random.below(2)],
    );
    findings.count('processes', 'database connections cut', rowCount ?? 0);
  } finally {
    await client.end();
  }
}

async function restartDatabase({ surroundings, random, findings }: Trouble): Promise<void> {
  const mode = random.chance(0.5) ? 'fast' : 'immediate';
  findings.count('processes', `restarts of the database (${mode})`);
  await surroundings.postgres.restart(mode);
}
