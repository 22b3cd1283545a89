import { computed, effect, Injectable, inject, untracked } from '@angular/core';
import { Session } from '../session.ts';
import type { Job } from './job.ts';
import { JobListReader } from './job-list-reader.ts';
import { Jobs } from './jobs.ts';
import { openJobStream } from './open-job-stream.ts';

/** What the tabs of a browser say to each other. */
type TabMessage =
  | { readonly name: 'ask' }
  | { readonly name: 'heard'; readonly jobs: readonly Job[]; readonly isEverything?: boolean };

/** The server says something at least every five seconds; after this much silence the list is asked for. */
const silenceMs = { leading: 6_500, following: 8_500 };
const lookMs = 1_000;
const afterFailureMs = 4_000;

/**
 * Keeps the store of jobs right. One tab of a browser holds the stream of the server and passes on what it hears; when it
 * closes, the next one takes over. Whoever hears nothing asks for the list instead.
 */
@Injectable({ providedIn: 'root' })
export class JobFeed {
  readonly #session = inject(Session);
  readonly #jobs = inject(Jobs);
  readonly #list = inject(JobListReader);
  readonly #accountId = computed(() => this.#session.account()?.id);
  #channel: BroadcastChannel | undefined;
  #silentSince = 0;
  #isLeading = false;
  #isReading = false;

  constructor() {
    effect((onCleanup) => {
      const accountId = this.#accountId();
      if (accountId === undefined) return;
      onCleanup(() => this.#jobs.clear());
    });
    effect((onCleanup) => {
      const accountId = this.#accountId();
      if (accountId === undefined || this.#session.hasEnded()) return;
      const stop = new AbortController();
      onCleanup(() => stop.abort());
      untracked(() => this.#follow(accountId, stop.signal));
    });
  }

  /** Takes in what the server has just answered about a job, and tells the other tabs. */
  tell(job: Job): void {
    this.#jobs.merge([job]);
    this.#say({ name: 'heard', jobs: [job] });
  }

  #follow(accountId: string, signal: AbortSignal): void {
    const channel = new BroadcastChannel(`taleport.jobs.${accountId}`);
    this.#channel = channel;
    this.#silentSince = performance.now();
    channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => this.#hear(data));
    this.#say({ name: 'ask' });
    const looking = setInterval(() => void this.#lookWhenSilent(), lookMs);
    signal.addEventListener('abort', () => {
      clearInterval(looking);
      channel.close();
      this.#channel = undefined;
    });
    void this.#leadInTurn(accountId, signal);
  }

  /** Where there are no locks, which is where the page did not come over HTTPS, every tab has a stream of its own. */
  async #leadInTurn(accountId: string, signal: AbortSignal): Promise<void> {
    if (!('locks' in navigator)) return this.#lead(signal);
    try {
      await navigator.locks.request(`taleport.jobs.${accountId}`, { signal }, () =>
        this.#lead(signal),
      );
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  /** Resolves when this tab leads no more. */
  #lead(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      this.#isLeading = true;
      signal.addEventListener('abort', () => {
        this.#isLeading = false;
        resolve();
      });
      void this.#read();
      openJobStream({
        signal,
        onHeard: (jobs) => {
          this.#silentSince = performance.now();
          this.#jobs.merge(jobs);
          this.#say({ name: 'heard', jobs });
        },
      });
    });
  }

  #hear(message: TabMessage): void {
    if (message.name === 'ask') {
      if (!this.#isLeading || !this.#jobs.isLoaded()) return;
      this.#say({ name: 'heard', jobs: this.#jobs.all(), isEverything: true });
      return;
    }
    this.#silentSince = performance.now();
    this.#jobs.merge(message.jobs);
    if (message.isEverything) this.#jobs.setLoaded();
  }

  async #lookWhenSilent(): Promise<void> {
    const role = this.#isLeading ? 'leading' : 'following';
    const isSeen = this.#isLeading || document.visibilityState === 'visible';
    if (isSeen && performance.now() - this.#silentSince > silenceMs[role]) await this.#read();
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const jobs = await this.#list.readCurrent();
      const waitMs = jobs ? silenceMs.leading : afterFailureMs;
      this.#silentSince = performance.now() - silenceMs.leading + waitMs;
      if (jobs) this.#say({ name: 'heard', jobs, isEverything: true });
    } finally {
      this.#isReading = false;
    }
  }

  #say(message: TabMessage): void {
    this.#channel?.postMessage(message);
  }
}
