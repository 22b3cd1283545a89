import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import { Formats } from '../../core/formats.ts';
import type { Job } from '../../core/jobs/job.ts';

/** How far a job is: a bar, and the numbers under it. Without numbers yet, only that something goes on. */
@Component({
  selector: 'tp-job-progress-bar',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <div class="bar" role="progressbar" aria-valuemin="0" aria-valuemax="100" [attr.aria-label]="t('jobs.progress')"
        [attr.aria-valuenow]="progress()?.percent" [class.unknown]="!progress()">
        <div class="done" [style.inline-size.%]="progress()?.percent"></div>
      </div>
      <p>
        @if (job()?.queuePosition; as position) {
          <span>{{ t('jobs.position', { position }) }}</span>
        }
        @if (progress(); as progress) {
          <span>{{ t('jobs.bytes', { done: formats.size(progress.bytesDone), total: formats.size(progress.bytesTotal) }) }}</span>
          <span>{{ formats.percent(progress.percent) }}</span>
          @if (progress.secondsLeft; as seconds) {
            <span>{{ t('jobs.timeLeft', { time: formats.duration(seconds) }) }}</span>
          }
        }
      </p>
    </ng-container>
  `,
  styleUrl: './job-progress-bar.css',
})
export class JobProgressBar {
  protected readonly formats = inject(Formats);
  /** A job, or what is as far as one. */
  readonly job = input<Pick<Job, 'progress' | 'queuePosition'>>();

  protected readonly progress = computed(() => this.job()?.progress);
}
