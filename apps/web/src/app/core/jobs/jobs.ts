import { computed, Injectable, signal } from '@angular/core';
import { isActive, type Job } from './job.ts';

/** What this tab knows of the jobs of whoever is signed in, wherever it heard of them. */
@Injectable({ providedIn: 'root' })
export class Jobs {
  readonly #byId = signal<ReadonlyMap<string, Job>>(new Map());
  readonly #isLoaded = signal(false);

  /** Newest first: ids grow with time (RFC 9562, section 5.7). */
  readonly all = computed(() =>
    [...this.#byId().values()].sort((a, b) => (a.jobId < b.jobId ? 1 : -1)),
  );
  readonly activeCount = computed(() => this.all().filter(isActive).length);
  /** Whether the server has said what there is; until then nothing known does not mean nothing there. */
  readonly isLoaded = this.#isLoaded.asReadonly();

  get(jobId: string): Job | undefined {
    return this.#byId().get(jobId);
  }

  /** Takes in what was heard, except what is older than what is known. */
  merge(jobs: readonly Job[]): void {
    const known = this.#byId();
    const news = jobs.filter((job) => job.revision >= (known.get(job.jobId)?.revision ?? 0));
    if (news.length === 0) return;
    this.#byId.set(new Map([...known, ...news.map((job) => [job.jobId, job] as const)]));
  }

  /** For a job that the server does not know any more. */
  forget(jobId: string): void {
    this.#byId.set(new Map([...this.#byId()].filter(([id]) => id !== jobId)));
  }

  setLoaded(): void {
    this.#isLoaded.set(true);
  }

  /** Forgets everything, for whoever signs in next. */
  clear(): void {
    this.#byId.set(new Map());
    this.#isLoaded.set(false);
  }
}
