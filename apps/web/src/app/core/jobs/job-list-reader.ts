import { Injectable, inject, signal } from '@angular/core';
import type { JobList } from '@taleport/contracts/jobs';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { Api } from '../api.ts';
import { ApiProblem } from '../api-problem.ts';
import { isActive, type Job } from './job.ts';
import { Jobs } from './jobs.ts';

const pageSize = 100;

/** Reads the list of jobs page by page into the store. */
@Injectable({ providedIn: 'root' })
export class JobListReader {
  readonly #api = inject(Api);
  readonly #jobs = inject(Jobs);
  readonly #problem = signal<ApiProblem | undefined>(undefined);

  /** Why the list could not be read when it was last tried. */
  readonly problem = this.#problem.asReadonly();

  /** Reads the newest jobs, and older ones as long as some of them are active. Returns what it read, or undefined. */
  async readCurrent(): Promise<readonly Job[] | undefined> {
    const found: Job[] = [];
    let cursor: string | undefined;
    do {
      const page = await this.readPage(cursor);
      if (!page) return undefined;
      found.push(...page.jobs);
      cursor =
        page.jobs.some(isActive) || this.#knowsActiveBefore(page.cursor) ? page.cursor : undefined;
    } while (cursor !== undefined);
    this.#jobs.setLoaded();
    return found;
  }

  /** Reads the jobs that are older than the cursor; undefined where that did not work. */
  async readPage(
    cursor?: string,
  ): Promise<{ jobs: Job[]; cursor: string | undefined } | undefined> {
    const query = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
    try {
      const { jobs, nextCursor } = await this.#api.call<JobList>(jobRoutes.list, { query });
      this.#problem.set(undefined);
      this.#jobs.merge(jobs);
      return { jobs, cursor: nextCursor };
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.#problem.set(error);
      return undefined;
    }
  }

  #knowsActiveBefore(cursor: string | undefined): boolean {
    if (cursor === undefined) return false;
    return this.#jobs.all().some((job) => job.jobId < cursor && isActive(job));
  }
}
