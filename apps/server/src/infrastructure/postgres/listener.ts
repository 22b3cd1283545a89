import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import type { ChannelListener } from '../database/database.ts';

const reconnectAfterMs = 1_000;

/**
 * The connection that LISTENs, made when the first listener comes and made again when it breaks. What is notified in
 * between is not heard: all listeners are told of the gap when it is over.
 */
export class Listener {
  readonly #config: pg.ClientConfig;
  readonly #onTrouble: (error: Error) => void;
  readonly #listeners = new Map<string, Set<ChannelListener>>();
  readonly #closed = new AbortController();
  #client: Promise<pg.Client> | undefined;
  /** The same while it can be used: it is not waited for where it is being made again. */
  #connected: pg.Client | undefined;

  constructor(config: pg.ClientConfig, onTrouble: (error: Error) => void) {
    this.#config = config;
    this.#onTrouble = onTrouble;
  }

  /** Resolves, when notifications are heard, to how to stop. */
  async listen(channel: string, listener: ChannelListener): Promise<() => Promise<void>> {
    const own = { ...listener };
    const all = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, all.add(own));
    this.#client ??= this.#connect();
    await say(await this.#client, 'listen', channel);
    return async () => {
      all.delete(own);
      if (all.size > 0) return;
      this.#listeners.delete(channel);
      // Nobody hears the channel any more, and a connection that is made again comes without it: there is nothing to wait for.
      void say(this.#connected, 'unlisten', channel).catch((error) => this.#tell(error));
    };
  }

  async close(): Promise<void> {
    this.#closed.abort();
    const client = await this.#client?.catch(() => undefined);
    await client?.end();
  }

  async #connect(): Promise<pg.Client> {
    const client = new pg.Client(this.#config);
    client.on('notification', ({ channel, payload = '' }) => {
      for (const listener of this.#listeners.get(channel) ?? []) listener.onNotification(payload);
    });
    // Its end comes after it, and is what is acted on.
    client.on('error', (error) => this.#tell(error));
    await client.connect();
    try {
      for (const channel of this.#listeners.keys()) await say(client, 'listen', channel);
    } catch (error) {
      void client.end();
      throw error;
    }
    this.#connected = client;
    client.once('end', () => {
      this.#connected = undefined;
      this.#reconnect();
    });
    return client;
  }

  /** What breaks because it was closed is no trouble. */
  #tell(error: Error): void {
    if (!this.#closed.signal.aborted) this.#onTrouble(error);
  }

  #tellOfGap(): void {
    for (const listener of [...this.#listeners.values()].flatMap((all) => [...all])) {
      listener.onGap?.();
    }
  }

  /** Tries until it is there again or nobody wants it any more. */
  #reconnect(): void {
    if (this.#closed.signal.aborted) return;
    const again = async (): Promise<pg.Client> => {
      await wait(reconnectAfterMs, undefined, { signal: this.#closed.signal });
      return this.#connect().catch((error: Error) => {
        this.#tell(error);
        return again();
      });
    };
    this.#client = again();
    this.#client.then(
      () => this.#tellOfGap(),
      (error: Error) => this.#tell(error),
    );
  }
}

async function say(
  client: pg.Client | undefined,
  what: 'listen' | 'unlisten',
  channel: string,
): Promise<void> {
  await client?.query(`${what} ${pg.escapeIdentifier(channel)}`);
}
