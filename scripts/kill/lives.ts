import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { placedBytes, readLedger } from '../../apps/server/src/infrastructure/file-blobs/ledger.ts';
import { type DemoServer, spawnServer, startDemoServer } from '../demo/demo-server.ts';
import { endProcess } from '../demo/end-process.ts';
import type { Site } from './site.ts';

/** A process of the server, in milliseconds since 1970. One that was never ready has `readyAt` at its end. */
export interface Life {
  readonly startedAt: number;
  readonly readyAt: number;
  readonly endedAt: number;
  /** The bytes that were safe in each unfinished package at its end, by the name of the ledger. */
  readonly placed: ReadonlyMap<string, number>;
}

const environment = { DEMO: 'off', LOG_LEVEL: 'error' };

/** One server after the other on the same data folder, each killed. */
export class Lives implements Site {
  readonly past: Life[] = [];
  readonly startMs: number[] = [];
  /** What the servers have logged as an error. */
  readonly errors: string[] = [];
  isOver = false;
  /** A server that is there has all that it needs. */
  readonly isTroubled = false;
  readonly #dataDir: string;
  #starting: Promise<DemoServer> | undefined;
  #server: DemoServer | undefined;
  #startedAt = 0;
  #readyAt = 0;
  #ready = Promise.withResolvers<string>();

  constructor(dataDir: string) {
    this.#dataDir = dataDir;
  }

  /** The address of the server that runs, or that runs next. */
  url(): Promise<string> {
    return this.#ready.promise;
  }

  async start(): Promise<string> {
    this.#startedAt = Date.now();
    try {
      this.#starting = startDemoServer(this.#dataDir, environment);
      this.#server = await this.#starting;
    } catch (error) {
      // Whoever waits for this server learns why; where nobody does, the one who started it does.
      void Promise.allSettled([this.#ready.promise]);
      this.#ready.reject(error);
      throw error;
    }
    this.#readyAt = Date.now();
    this.startMs.push(this.#readyAt - this.#startedAt);
    this.#ready.resolve(this.#server.url);
    return this.#server.url;
  }

  async kill(): Promise<Life> {
    const server = this.#running();
    this.#ready = Promise.withResolvers();
    await endProcess(server.process, 'SIGKILL');
    return this.#bury(server, this.#readyAt);
  }

  /** Starts a server that does not live long enough to be of use to anyone. */
  async killWhileStarting(afterMs: number): Promise<void> {
    this.#startedAt = Date.now();
    const server = spawnServer(this.#dataDir, environment);
    server.stdout.resume();
    server.stderr.resume();
    await Promise.race([wait(afterMs), once(server, 'exit')]);
    await endProcess(server, 'SIGKILL');
    const endedAt = Date.now();
    const placed = await this.placed();
    this.past.push({ startedAt: this.#startedAt, readyAt: endedAt, endedAt, placed });
  }

  /** Stops the server as an operator does. Throws when it did not end well. */
  async stop(): Promise<void> {
    const server = this.#running();
    await server.stop();
    await this.#bury(server, this.#readyAt);
    if (server.process.exitCode !== 0) {
      throw new Error(`The server ended with ${server.process.exitCode} at SIGTERM`);
    }
  }

  /** Ends what still runs, whatever happened. */
  async abandon(): Promise<void> {
    const [started] = await Promise.allSettled([this.#starting]);
    if (started?.status !== 'fulfilled' || !started.value) return;
    await endProcess(started.value.process, 'SIGKILL');
  }

  /** The bytes that are safe in each unfinished package, by the name of its ledger. */
  async placed(): Promise<Map<string, number>> {
    const folder = join(this.#dataDir, 'blobs/staging');
    const names = await readdir(folder).catch(() => []);
    const ledgers = names.filter((name) => name.endsWith('.ledger'));
    const read = async (name: string): Promise<[string, number]> => [
      name,
      placedBytes(await readLedger(join(folder, name))),
    ];
    return new Map(await Promise.all(ledgers.map(read)));
  }

  /** How long a server was ready between two moments. */
  uptimeMs(from: number, until: number): number {
    return this.past.reduce(
      (sum, { readyAt, endedAt }) =>
        sum + Math.max(0, Math.min(endedAt, until) - Math.max(readyAt, from)),
      0,
    );
  }

  #running(): DemoServer {
    if (!this.#server) throw new Error('No server runs');
    const { exitCode, signalCode } = this.#server.process;
    if (exitCode === null && signalCode === null) return this.#server;
    throw new Error(`The server ended by itself: ${this.#server.said().join('\n')}`);
  }

  async #bury(server: DemoServer, readyAt: number): Promise<Life> {
    this.#server = undefined;
    this.errors.push(...server.said().filter((line) => /"level":(50|60)/.test(line)));
    const placed = await this.placed();
    const life = { startedAt: this.#startedAt, readyAt, endedAt: Date.now(), placed };
    this.past.push(life);
    return life;
  }
}
