import { ChangeDetectionStrategy, Component, computed, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { Complaint } from '../../ui/complaint.ts';
import { Icon } from '../../ui/icon.ts';
import { JobProgressBar } from '../../ui/jobs/job-progress-bar.ts';
import type { PackageUpload } from './package-upload.ts';

/** A package on its way, and how far it is. */
@Component({
  selector: 'tp-upload-row',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, Icon, JobProgressBar, MatButtonModule, TranslocoDirective],
  template: `
    <article *transloco="let t" [attr.aria-label]="upload().file.name">
      <h3>{{ upload().file.name }}</h3>
      @if (upload().problem; as error) {
        <tp-complaint [error]="error" (tryAgain)="retried.emit()" />
      } @else {
        <tp-job-progress-bar [job]="{ progress: progress() }" />
        <p role="status">{{ upload().state === 'waiting' ? t('import.waiting') : '' }}</p>
      }
      <button type="button" mat-button [attr.aria-label]="t('import.cancelUpload', { name: upload().file.name })" (click)="canceled.emit()">
        <tp-icon name="close" /> {{ t('frame.cancel') }}
      </button>
    </article>
  `,
  styles: `
    article {
      display: grid;
      gap: var(--space-1);
      padding: var(--space-3) var(--space-4);
      border-radius: var(--radius);
      background: var(--sheet);
      box-shadow: var(--shadow);
    }
    h3 {
      overflow-wrap: anywhere;
      font: 700 1rem / 1.4 var(--font-ui);
    }
    p:not(:empty) {
      padding: var(--space-2) var(--space-3);
      border-radius: var(--radius-small);
      background: var(--accent-soft);
    }
    button {
      justify-self: start;
      margin-inline-start: calc(-1 * var(--space-3));
    }
  `,
})
export class UploadRow {
  readonly upload = input.required<PackageUpload>();
  readonly canceled = output<void>();
  readonly retried = output<void>();

  protected readonly progress = computed(() => {
    const { file, sentBytes, secondsLeft } = this.upload();
    return {
      itemsDone: 0,
      itemsTotal: 1,
      bytesDone: sentBytes,
      bytesTotal: file.size,
      percent: Math.floor((sentBytes / Math.max(1, file.size)) * 100),
      secondsLeft,
    };
  });
}
