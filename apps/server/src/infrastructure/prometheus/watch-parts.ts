import { Gauge, type Registry } from 'prom-client';
import { withTimeLimit } from '../time-limit.ts';

/** What is asked at each look at the page. */
export interface Watched {
  readonly queues: readonly WatchedQueue[];
  /** How long a queue may take to answer. */
  readonly withinMs: number;
  /** Connections to the database in use, and how many askers wait for one. */
  readonly connections: () => { readonly inUse: number; readonly waiting: number };
}

export interface WatchedQueue {
  readonly name: string;
  /** Messages in the queue, and in its poison queue. */
  count(): Promise<Counted>;
}

interface Counted {
  readonly messages: number;
  readonly poisonMessages: number;
}

/** The queues and the database, as they are when the page is looked at. */
export function watchParts(registry: Registry, { queues, withinMs, connections }: Watched): void {
  watchQueues(registry, queues, withinMs);
  new Gauge({
    name: 'taleport_database_connections',
    help: 'Connections of this process to the database that are in use, and askers that wait for one.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { inUse, waiting } = connections();
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'waiting' }, waiting);
    },
  });
}

/**
 * A queue that does not answer in time has no numbers then: old ones would look like a queue that stands still. The three gauges are
 * read side by side, and share one question to each queue.
 */
function watchQueues(registry: Registry, queues: readonly WatchedQueue[], withinMs: number): void {
  const counts = queues.map(({ name, count }) => ({
    name,
    count: withTimeLimit({ what: `The queue ${name}`, withinMs, ask: count }),
  }));
  const gauge = ({ name, help, value }: QueueGauge) =>
    new Gauge({
      name,
      help,
      labelNames: ['queue'],
      registers: [registry],
      async collect() {
        this.reset();
        const counted = counts.map(async ({ name: queue, count }) => {
          const number = value(await count().catch(() => undefined));
          if (number !== undefined) this.set({ queue }, number);
        });
        await Promise.all(counted);
      },
    });
  gauge({
    name: 'taleport_queue_messages',
    help: 'Messages in each queue, for all processes: jobs that wait for a worker.',
    value: (counted) => counted?.messages,
  });
  gauge({
    name: 'taleport_queue_poison_messages',
    help: 'Messages in the poison queue of each queue, for all processes: jobs that need a look.',
    value: (counted) => counted?.poisonMessages,
  });
  gauge({
    name: 'taleport_queue_up',
    help: 'Whether each queue has answered for this page.',
    value: (counted) => (counted ? 1 : 0),
  });
}

interface QueueGauge {
  readonly name: string;
  readonly help: string;
  /** Undefined, and left out of the page, where it is not known. */
  readonly value: (counted: Counted | undefined) => number | undefined;
}
