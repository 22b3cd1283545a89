import {
  ChangeDetectionStrategy,
  Component,
  effect,
  inject,
  input,
  signal,
  untracked,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { JobTimeline as Timeline } from '@taleport/contracts/jobs';
import { ApiProblem } from '../../core/api-problem.ts';
import { Formats } from '../../core/formats.ts';
import type { Job } from '../../core/jobs/job.ts';
import { JobActions } from '../../core/jobs/job-actions.ts';
import { Complaint } from '../complaint.ts';

type TimelineEvent = Timeline['events'][number];

/** What happened to a job, attempt by attempt. */
@Component({
  selector: 'tp-job-timeline',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (problem(); as error) {
        <tp-complaint [error]="error" (tryAgain)="load()" />
      } @else if (events(); as events) {
        <ol>
          @for (event of events; track $index) {
            <li>
              <time [dateTime]="event.at">{{ formats.clock(event.at) }}</time>
              <span>
                {{ t('jobs.events.' + event.name, { phase: t('jobs.phase.' + event.detail['phase']) }) }}
                @if (isClaim(event)) {
                  <small>{{ t('jobs.attempt', { number: claimsUpTo($index) }) }}</small>
                }
                @if (reason(event); as reason) {
                  <small>{{ reason }}</small>
                }
              </span>
            </li>
          }
        </ol>
      } @else {
        <p role="status">{{ t('jobs.loading') }}</p>
      }
    </ng-container>
  `,
  styles: `
    ol {
      display: grid;
      gap: var(--space-1);
      margin: 0;
      padding-inline-start: var(--space-3);
      border-inline-start: 3px solid var(--line);
      list-style: none;
      font-size: 0.85rem;
    }
    li {
      display: grid;
      grid-template-columns: 8.5rem 1fr;
      gap: var(--space-2);
    }
    time,
    small {
      color: var(--ink-soft);
      font-variant-numeric: tabular-nums;
    }
    small {
      display: inline-block;
      margin-inline-start: var(--space-1);
    }
  `,
})
export class JobTimeline {
  readonly #actions = inject(JobActions);
  protected readonly formats = inject(Formats);
  readonly job = input.required<Job>();

  protected readonly events = signal<Timeline['events'] | undefined>(undefined);
  protected readonly problem = signal<ApiProblem | undefined>(undefined);

  constructor() {
    effect(() => {
      this.job();
      untracked(() => void this.load());
    });
  }

  protected async load(): Promise<void> {
    this.problem.set(undefined);
    try {
      this.events.set((await this.#actions.timeline(this.job())).events);
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    }
  }

  protected isClaim({ name }: TimelineEvent): boolean {
    return name === 'claim' || name === 'reclaim';
  }

  protected claimsUpTo(index: number): number {
    return (this.events() ?? []).slice(0, index + 1).filter(this.isClaim).length;
  }

  protected reason({ detail: { reason, message, code } }: TimelineEvent): string | undefined {
    return [message, reason, code].find((each) => typeof each === 'string');
  }
}
