import { OverlayModule } from '@angular/cdk/overlay';
import { ChangeDetectionStrategy, Component, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { JobFeed } from '../../core/jobs/job-feed.ts';
import { Jobs } from '../../core/jobs/jobs.ts';
import { PackageDownloads } from '../../core/jobs/package-downloads.ts';
import { Icon } from '../../ui/icon.ts';
import { JobsPanel } from './jobs-panel.ts';

/** Says on every page how many jobs are on their way, and opens the list of them. */
@Component({
  selector: 'tp-jobs-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, JobsPanel, MatButtonModule, OverlayModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <button type="button" mat-button cdkOverlayOrigin #origin="cdkOverlayOrigin" aria-haspopup="dialog"
        [attr.aria-expanded]="isOpen()" (click)="isOpen.set(!isOpen())">
        <tp-icon name="jobs" />
        <span class="word">{{ t('jobs.title') }}</span>
        @if (jobs.activeCount(); as count) {
          <span class="badge"><span class="visually-hidden">{{ t('jobs.active') }} </span>{{ count }}</span>
        }
      </button>
      <ng-template cdkConnectedOverlay [cdkConnectedOverlayOrigin]="origin" [cdkConnectedOverlayOpen]="isOpen()"
        [cdkConnectedOverlayPositions]="positions" [cdkConnectedOverlayPush]="true" [cdkConnectedOverlayViewportMargin]="8"
        cdkConnectedOverlayWidth="min(30rem, 100vw - 1rem)" cdkConnectedOverlayMinHeight="1px"
        cdkConnectedOverlayHasBackdrop cdkConnectedOverlayBackdropClass="cdk-overlay-transparent-backdrop"
        (backdropClick)="isOpen.set(false)" (detach)="isOpen.set(false)">
        @defer (on immediate) {
          <tp-jobs-panel (closed)="isOpen.set(false)" />
        } @error {
          <p role="alert" class="away">{{ t('problems.offline') }}</p>
        }
      </ng-template>
    </ng-container>
  `,
  styleUrl: './jobs-button.css',
})
export class JobsButton {
  protected readonly jobs = inject(Jobs);
  protected readonly isOpen = signal(false);
  protected readonly positions = [
    { originX: 'end', originY: 'bottom', overlayX: 'end', overlayY: 'top', offsetY: 8 } as const,
  ];

  constructor() {
    // They work as long as somebody is signed in, whether the list is open or not.
    inject(JobFeed);
    inject(PackageDownloads);
  }
}
