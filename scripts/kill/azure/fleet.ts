import { setTimeout as wait } from 'node:timers/promises';
import { type DemoServer, startDemoServer } from '../../demo/demo-server.ts';
import { endProcess } from '../../demo/end-process.ts';
import type { Findings } from '../findings.ts';
import type { Random } from '../random.ts';
import type { Site } from '../site.ts';

type Role = 'api' | 'worker';

/** Where a process of a role is, or is to be. */
interface Post {
  readonly role: Role;
  server: DemoServer | undefined;
  /** While something is being done to it. */
  isBusy: boolean;
  /** Set while it is being killed or stopped: its end is no surprise then. */
  isEnding: boolean;
}

interface FleetParts {
  readonly dataDir: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly workers: number;
  readonly findings: Findings;
}

const againAfterMs = 500;
const maxStarts = 40;

/** An api and workers, each a process; one that has ended is started again, as an orchestrator does. */
export class Fleet implements Site {
  isOver = false;
  isTroubled = false;
  /** When processes were killed, by their id, in milliseconds since 1970. */
  readonly deaths = new Map<number, number>();
  /** What the processes have logged as an error. */
  readonly errors: string[] = [];
  readonly #parts: FleetParts;
  readonly #posts: readonly Post[];
  #ready = Promise.withResolvers<string>();

  constructor(parts: FleetParts) {
    this.#parts = parts;
    const roles: Role[] = [
      'api',
      ...Array.from({ length: parts.workers }, () => 'worker' as const),
    ];
    this.#posts = roles.map((role) => ({
      ...{ role, server: undefined },
      ...{ isBusy: false, isEnding: false },
    }));
  }

  url(): Promise<string> {
    return this.#ready.promise;
  }

  async start(): Promise<void> {
    await Promise.all(this.#posts.map((post) => this.#start(post)));
  }

  /** Kills a process of the role, and starts another one after a while. */
  async kill(role: Role, random: Random): Promise<void> {
    await this.#busy(role, random, async (post) => {
      await this.#kill(post);
      await wait(random.between(0, 1_500));
      await this.#start(post);
    });
  }

  /** Lets a worker stand still, with all its connections open. */
  async freeze(random: Random, forMs: number): Promise<void> {
    await this.#busy('worker', random, async ({ server }) => {
      server?.process.kill('SIGSTOP');
      await wait(forMs);
      server?.process.kill('SIGCONT');
    });
  }

  /** Stops all as an operator does. */
  async stop(): Promise<void> {
    await Promise.all(
      this.#posts.map(async (post) => {
        post.isEnding = true;
        await post.server?.stop();
        this.#bury(post);
      }),
    );
  }

  /** Ends what still runs, whatever happened. */
  async abandon(): Promise<void> {
    await Promise.all(this.#posts.map((post) => this.#kill(post)));
  }

  /** Does something to a post of the role to which nothing is being done. */
  async #busy(role: Role, random: Random, work: (post: Post) => Promise<void>): Promise<void> {
    const free = this.#posts.filter((post) => post.role === role && !post.isBusy);
    if (free.length === 0) return;
    const post = random.pick(free);
    post.isBusy = true;
    await work(post).finally(() => {
      post.isBusy = false;
    });
  }

  /** The database or the storage may be away just now. */
  async #start(post: Post): Promise<void> {
    const { dataDir, environment, findings } = this.#parts;
    for (let starts = 1; ; starts += 1) {
      try {
        post.server = await startDemoServer(dataDir, environment, post.role);
        break;
      } catch (error) {
        if (!this.isTroubled || starts === maxStarts) throw error;
        findings.count('processes', 'starts in vain');
        await wait(againAfterMs);
      }
    }
    post.isEnding = false;
    findings.count('processes', `starts of ${post.role}`);
    const { server } = post;
    server.process.once('exit', (code, signal) => this.#ended(post, { server, code, signal }));
    if (post.role === 'api') this.#ready.resolve(server.url);
  }

  #ended(post: Post, end: { server: DemoServer; code: number | null; signal: string | null }) {
    if (post.isEnding) return;
    if (post.role === 'api') this.#ready = Promise.withResolvers();
    const said = end.server.said().slice(-3).join('\n');
    const how = `${end.code ?? end.signal}`;
    this.#parts.findings.broken(
      'processes',
      `a process of ${post.role} ended with ${how}: ${said}`,
    );
    this.#bury(post);
    this.#start(post).catch((error: Error) => {
      this.#parts.findings.broken('processes', `it did not start again: ${error.message}`);
    });
  }

  async #kill(post: Post): Promise<void> {
    const { server } = post;
    if (!server) return;
    post.isEnding = true;
    if (post.role === 'api') this.#ready = Promise.withResolvers();
    await endProcess(server.process, 'SIGKILL');
    this.#parts.findings.count('processes', `kills of ${post.role}`);
    this.#bury(post);
  }

  #bury(post: Post): void {
    const { server } = post;
    if (!server) return;
    post.server = undefined;
    this.deaths.set(server.process.pid ?? 0, Date.now());
    this.errors.push(...server.said().filter((line) => /"level":(50|60)/.test(line)));
  }
}
