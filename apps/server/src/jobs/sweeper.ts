import { sql } from 'kysely';
import { Doorbell } from './doorbell.ts';
import type { JobEngine } from './engine.ts';
import { engineSweeps } from './engine-sweeps.ts';

/** One kind of clean-up. */
export interface Sweep {
  readonly name: string;
  readonly everyMs: number;
  /** Cleans up what is due, and returns how much it was. */
  run(signal: AbortSignal): Promise<number>;
}

/** Cleans up until it is stopped. Of several processes, one at a time takes each run. */
export function startSweeper(engine: JobEngine): { stop(): Promise<void> } {
  const stop = new AbortController();
  const bell = new Doorbell();
  const run = async () => {
    while (!stop.signal.aborted) {
      await sweepDue(engine, stop.signal);
      await bell.wait(engine.settings.sweepMs);
    }
  };
  const running = run();
  return {
    async stop() {
      stop.abort();
      bell.ring();
      await running;
    },
  };
}

/** Runs every sweep now, whenever it ran last. */
export async function sweepAll(engine: JobEngine): Promise<void> {
  const signal = new AbortController().signal;
  for (const sweep of allSweeps(engine)) await sweep.run(signal);
}

async function sweepDue(engine: JobEngine, signal: AbortSignal): Promise<void> {
  for (const sweep of allSweeps(engine)) {
    if (signal.aborted) return;
    try {
      if (!(await takeRun(engine, sweep))) continue;
      const cleaned = await sweep.run(signal);
      engine.metrics.sweepEnded(sweep.name, cleaned);
      if (cleaned > 0) engine.log.info({ sweep: sweep.name, cleaned }, 'cleaned up');
    } catch (error) {
      engine.metrics.sweepEnded(sweep.name, undefined);
      engine.log.error({ err: error, sweep: sweep.name }, 'a clean-up failed; it will run again');
    }
  }
}

function allSweeps(engine: JobEngine): readonly Sweep[] {
  return [...engineSweeps(engine), ...engine.sweeps];
}

/** Whether this process has the next run of a sweep. A little early counts as on time, since timers are not exact. */
async function takeRun({ database }: JobEngine, { name, everyMs }: Sweep): Promise<boolean> {
  const { rows } = await sql`
    insert into sweeps (name, ran_at) values (${name}, now())
    on conflict (name) do update set ran_at = now()
    where sweeps.ran_at <= now() - make_interval(secs => ${(everyMs * 0.9) / 1000})
    returning name
  `.execute(database.db);
  return rows.length > 0;
}
