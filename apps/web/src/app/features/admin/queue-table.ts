import { httpResource } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, DestroyRef, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { QueueList, Redriven } from '@taleport/contracts/jobs';
import { routePath } from '@taleport/contracts/route';
import { queueRoutes } from '@taleport/contracts/routes/jobs';
import { Api } from '../../core/api.ts';
import { ApiProblem } from '../../core/api-problem.ts';
import { Complaint } from '../../ui/complaint.ts';

const refreshMs = 5_000;

/** How many jobs of each kind wait and run, and what lies in the poison queues. */
@Component({
  selector: 'tp-queue-table',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, MatButtonModule, TranslocoDirective],
  templateUrl: './queue-table.html',
  styleUrl: './queue-table.css',
})
export class QueueTable {
  readonly #api = inject(Api);
  protected readonly queues = httpResource<QueueList>(() => routePath(queueRoutes.list));
  protected readonly problem = signal<ApiProblem | undefined>(undefined);
  protected readonly redriven = signal<number | undefined>(undefined);
  protected readonly isBusy = signal(false);

  constructor() {
    const refreshing = setInterval(() => this.queues.reload(), refreshMs);
    inject(DestroyRef).onDestroy(() => clearInterval(refreshing));
  }

  protected async redrive(kind: string): Promise<void> {
    this.isBusy.set(true);
    this.problem.set(undefined);
    try {
      const parameters = { kind };
      const { retriedJobs } = await this.#api.call<Redriven>(queueRoutes.redrive, { parameters });
      this.redriven.set(retriedJobs);
      this.queues.reload();
    } catch (error) {
      if (!(error instanceof ApiProblem)) throw error;
      this.problem.set(error);
    } finally {
      this.isBusy.set(false);
    }
  }
}
