import { httpResource } from '@angular/common/http';
import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  inject,
  linkedSignal,
  signal,
} from '@angular/core';
import { FormsModule } from '@angular/forms';
import { MatButtonModule } from '@angular/material/button';
import { MatFormFieldModule } from '@angular/material/form-field';
import { MatSelectModule } from '@angular/material/select';
import { TranslocoDirective } from '@jsverse/transloco';
import type { JobList, JobStatus } from '@taleport/contracts/jobs';
import { routePath } from '@taleport/contracts/route';
import { jobRoutes } from '@taleport/contracts/routes/jobs';
import { storyExportKind } from '@taleport/contracts/routes/story-export';
import { storyPublishKind } from '@taleport/contracts/routes/story-publish';
import { Complaint } from '../../ui/complaint.ts';
import { JobRow } from '../../ui/jobs/job-row.ts';
import { QueueTable } from './queue-table.ts';

const refreshMs = 5_000;
const pageSize = 25;
const statuses: readonly JobStatus[] = [
  'Queued',
  'Running',
  'Completed',
  'Failed',
  'Canceled',
  'Expired',
];

/** For admins: the queues, and the jobs of everyone. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [
    Complaint,
    FormsModule,
    JobRow,
    MatButtonModule,
    MatFormFieldModule,
    MatSelectModule,
    QueueTable,
    TranslocoDirective,
  ],
  templateUrl: './admin-page.html',
  styleUrl: './admin-page.css',
})
export class AdminPage {
  protected readonly statuses = statuses;
  protected readonly kinds = [storyExportKind, storyPublishKind];
  protected readonly status = signal<JobStatus | ''>('');
  protected readonly kind = signal('');
  readonly #filter = computed(() => ({
    scope: 'all',
    limit: pageSize,
    ...(this.status() && { status: this.status() }),
    ...(this.kind() && { kind: this.kind() }),
  }));
  /** Where each page begins that was left behind to see older jobs: the way back. */
  readonly #cursors = linkedSignal<unknown, readonly string[]>({
    source: this.#filter,
    computation: () => [],
  });
  protected readonly page = httpResource<JobList>(() => {
    const cursor = this.#cursors().at(-1);
    return {
      url: routePath(jobRoutes.list),
      params: { ...this.#filter(), ...(cursor !== undefined && { cursor }) },
    };
  });
  protected readonly pageNumber = computed(() => this.#cursors().length + 1);
  /** The last page that was read, while the next one is on its way. */
  protected readonly shown = linkedSignal<JobList | undefined, JobList | undefined>({
    source: () => (this.page.hasValue() ? this.page.value() : undefined),
    computation: (page, before) => page ?? before?.value,
  });

  constructor() {
    const refreshing = setInterval(() => this.page.reload(), refreshMs);
    inject(DestroyRef).onDestroy(() => clearInterval(refreshing));
  }

  protected showOlder(cursor: string): void {
    this.#cursors.update((cursors) => [...cursors, cursor]);
  }

  protected showNewer(): void {
    this.#cursors.update((cursors) => cursors.slice(0, -1));
  }
}
