import { Injectable, inject } from '@angular/core';
import type { JobTimeline } from '@taleport/contracts/jobs';
import { Api } from '../api.ts';
import type { Job } from './job.ts';
import { JobFeed } from './job-feed.ts';

/** What can be done with a job of any kind, by the links that it carries. Everything throws ApiProblem. */
@Injectable({ providedIn: 'root' })
export class JobActions {
  readonly #api = inject(Api);
  readonly #feed = inject(JobFeed);

  cancel({ links }: Job): Promise<Job | undefined> {
    return this.#change('DELETE', links.cancel);
  }

  retry({ links }: Job): Promise<Job | undefined> {
    return this.#change('POST', links.retry);
  }

  /** What happened to a job, in order. */
  timeline({ links }: Job): Promise<JobTimeline> {
    return this.#api.call<JobTimeline>({ method: 'GET', url: `${links.self}/timeline` });
  }

  /** The job as it is then; undefined where it was not in a state for that. */
  async #change(method: 'DELETE' | 'POST', url: string | undefined): Promise<Job | undefined> {
    if (url === undefined) return undefined;
    const job = await this.#api.call<Job>({ method, url });
    this.#feed.tell(job);
    return job;
  }
}
