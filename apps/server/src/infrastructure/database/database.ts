import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Trx = Transaction<Tables>;

export interface ChannelListener {
  /** Called for each NOTIFY on the channel. */
  onNotification(payload: string): void;
  /** Called when notifications are heard again after a time in which some may have been missed. */
  onGap?(): void;
}

/** The port to PostgreSQL, inside the process (PGlite) or beside it. */
export interface Database {
  /** Throws PartAwayError while the database is away. */
  readonly db: Db;
  /** Resolves, when notifications on the channel are heard, to how to stop. */
  listen(channel: string, listener: ChannelListener): Promise<() => Promise<void>>;
  /**
   * Runs work that one process at a time may do, and resolves to its result: undefined, with nothing run, while another
   * process is at work of that name. A process that dies gives the work up.
   */
  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result | undefined>;
  /**
   * Does now and then what keeps the database small and its start after a crash short, where it does not do so by itself.
   * Returns how many things were done.
   */
  keepUp(): Promise<number>;
  /** Throws where the database cannot be used. When the signal is aborted, what it has asked is given up. */
  check(signal: AbortSignal): Promise<void>;
  /** How many connections are in use at this moment, and how many askers wait for one. */
  connections(): { readonly inUse: number; readonly waiting: number };
  /** Runs several statements in one transaction. */
  runScript(sql: string): Promise<void>;
  /** Waits for what is under way, but not long for a database that is away. */
  close(): Promise<void>;
}
