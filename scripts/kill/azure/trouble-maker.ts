import { setTimeout as wait } from 'node:timers/promises';
import { askOnce } from '../../../apps/server/test/postgres-server.ts';
import type { Surroundings } from '../../azure/surroundings.ts';
import type { Findings } from '../findings.ts';
import type { Random } from '../random.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { Fleet } from './fleet.ts';

interface Parts {
  readonly fleet: Fleet;
  readonly surroundings: Surroundings;
  readonly proxies: readonly FaultProxy[];
  readonly random: Random;
  readonly findings: Findings;
}

/** Does things to the processes and to what is around them, as the random numbers will have it. */
export class TroubleMaker {
  readonly #parts: Parts;
  /** What happens to the database happens after what happened to it before. */
  #databaseTurn: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes one trouble. Resolves when it is over. */
  async makeOne(): Promise<void> {
    const { fleet, random, findings } = this.#parts;
    const drawn = random.between(0, 1);
    if (drawn < 0.5) return fleet.kill('worker', random);
    if (drawn < 0.6) return fleet.kill('api', random);
    if (drawn < 0.7) return this.#outage();
    if (drawn < 0.82) return this.#inTurn(() => this.#cutConnections());
    if (drawn < 0.92) return this.#inTurn(() => this.#restartDatabase());
    // Some stand still for longer than their lease lasts.
    findings.count('processes', 'workers frozen');
    return fleet.freeze(random, random.between(1_000, 40_000));
  }

  /** A service of the storage refuses everything for a while, or says nothing. */
  async #outage(): Promise<void> {
    const { proxies, random, findings } = this.#parts;
    const how = random.chance(0.7) ? 'busy' : 'silent';
    findings.count('processes', `outages of a storage service (${how})`);
    const forMs = random.between(1_000, 8_000);
    random.pick(proxies).fail(forMs, how);
    await wait(forMs);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#databaseTurn = this.#databaseTurn.then(work);
    return this.#databaseTurn;
  }

  /** Half of the connections to the database break, whatever they are doing. */
  async #cutConnections(): Promise<void> {
    const { surroundings, random, findings } = this.#parts;
    const cut = await askOnce(
      surroundings.settings.DATABASE_URL,
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and pid % 2 = $1`,
      [random.below(2)],
    );
    findings.count('processes', 'database connections cut', cut.length);
  }

  async #restartDatabase(): Promise<void> {
    const { surroundings, random, findings } = this.#parts;
    const mode = random.chance(0.5) ? 'fast' : 'immediate';
    findings.count('processes', `restarts of the database (${mode})`);
    await surroundings.postgres.restart?.(mode);
  }
}
