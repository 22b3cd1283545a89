import { DOCUMENT, effect, Injectable, inject, signal } from '@angular/core';
import type { Job } from './job.ts';
import { Jobs } from './jobs.ts';

const storageKey = 'taleport.downloads';
/** Who comes back after more than this has forgotten what he waited for. */
const wishLifeMs = 86_400_000;
/** The tab that is looked at goes first. */
const hiddenWaitMs = 1_000;
/** Until every other tab knows that the wish is gone. */
const claimMs = 10_000;

type Wishes = Record<string, number>;

/** Downloads the package of an export as soon as it is there: once, in whichever tab of the browser is open then. */
@Injectable({ providedIn: 'root' })
export class PackageDownloads {
  readonly #document = inject(DOCUMENT);
  readonly #jobs = inject(Jobs);
  readonly #claiming = new Set<string>();
  readonly #begun = signal<ReadonlySet<string>>(new Set());

  constructor() {
    effect(() => {
      const jobs = this.#jobs.all();
      const wishes = readWishes();
      for (const job of jobs) {
        if (job.jobId in wishes && isThere(job)) void this.#claim(job);
      }
    });
  }

  /** Notes that the package of a job is to be downloaded when it is there. */
  want(jobId: string): void {
    writeWishes({ ...readWishes(), [jobId]: Date.now() });
    const job = this.#jobs.get(jobId);
    if (job && isThere(job)) void this.#claim(job);
  }

  /** Whether this tab has begun to download the package of a job. */
  hasBegun(jobId: string): boolean {
    return this.#begun().has(jobId);
  }

  download({ jobId, links, zipFileName = '' }: Job): void {
    if (links.download === undefined) return;
    const link = this.#document.createElement('a');
    link.href = links.download;
    link.download = zipFileName;
    link.click();
    this.#begun.update((begun) => new Set([...begun, jobId]));
  }

  async #claim(job: Job): Promise<void> {
    if (this.#claiming.has(job.jobId)) return;
    this.#claiming.add(job.jobId);
    if (this.#document.visibilityState === 'hidden') await wait(hiddenWaitMs);
    const fulfil = () => {
      const { [job.jobId]: wish, ...others } = readWishes();
      this.#claiming.delete(job.jobId);
      if (wish === undefined) return;
      writeWishes(others);
      this.download(job);
    };
    if (!('locks' in navigator)) return fulfil();
    await navigator.locks.request(
      `taleport.download.${job.jobId}`,
      { ifAvailable: true },
      async (lock) => {
        if (!lock) return;
        fulfil();
        await wait(claimMs);
      },
    );
    this.#claiming.delete(job.jobId);
  }
}

function isThere({ status, links }: Job): boolean {
  return status === 'Completed' && links.download !== undefined;
}

function readWishes(): Wishes {
  const wishes = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as Wishes;
  const oldest = Date.now() - wishLifeMs;
  return Object.fromEntries(Object.entries(wishes).filter(([, at]) => at > oldest));
}

function writeWishes(wishes: Wishes): void {
  localStorage.setItem(storageKey, JSON.stringify(wishes));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
