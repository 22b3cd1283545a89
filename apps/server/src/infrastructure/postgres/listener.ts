import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

type Heard = (payload: string) => void;

const reconnectAfterMs = 1_000;

/**
 * The connection that LISTENs, made when the first listener comes and made again when it breaks. What is notified in
 * between is not heard: whoever listens looks by itself now and then.
 */
export class Listener {
  readonly #config: pg.ClientConfig;
  readonly #onTrouble: (error: Error) => void;
  readonly #listeners = new Map<string, Set<Heard>>();
  readonly #closed = new AbortController();
  #client: Promise<pg.Client> | undefined;

  constructor(config: pg.ClientConfig, onTrouble: (error: Error) => void) {
    this.#config = config;
    this.#onTrouble = onTrouble;
  }

  /** Resolves, when notifications are heard, to how to stop. */
  async listen(channel: string, onNotification: Heard): Promise<() => Promise<void>> {
    const own: Heard = (payload) => onNotification(payload);
    const all = this.#listeners.get(channel) ?? new Set();
    this.#listeners.set(channel, all.add(own));
    this.#client ??= this.#connect();
    await say(await this.#client, 'listen', channel);
    return async () => {
      all.delete(own);
      if (all.size > 0 || this.#closed.signal.aborted) return;
      this.#listeners.delete(channel);
      // A connection that has just broken comes back without the channel.
      await say(await this.#client, 'unlisten', channel).catch(this.#onTrouble);
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
      for (const heard of this.#listeners.get(channel) ?? []) heard(payload);
    });
    // Its end comes after it, and is what is acted on.
    client.on('error', this.#onTrouble);
    await client.connect();
    client.once('end', () => this.#reconnect());
    for (const channel of this.#listeners.keys()) await say(client, 'listen', channel);
    return client;
  }

  /** Tries until it is there again or nobody wants it any more. */
  #reconnect(): void {
    if (this.#closed.signal.aborted) return;
    const again = async (): Promise<pg.Client> => {
      await wait(reconnectAfterMs, undefined, { signal: this.#closed.signal });
      return this.#connect().catch((error: Error) => {
        this.#onTrouble(error);
        return again();
      });
    };
    this.#client = again();
    this.#client.catch((error: Error) => {
      if (!this.#closed.signal.aborted) this.#onTrouble(error);
    });
  }
}

async function say(
  client: pg.Client | undefined,
  what: 'listen' | 'unlisten',
  channel: string,
): Promise<void> {
  await client?.query(`${what} ${pg.escapeIdentifier(channel)}`);
}
