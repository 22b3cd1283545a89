import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { MediaRefusal } from '../media/media-refusal.ts';
import { PicturePages } from '../media/picture-pages.ts';

/** How far the pictures are that become pages, and which of them do not. */
@Component({
  selector: 'tp-picture-progress',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, MediaRefusal, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      @if (pages.progress(); as now) {
        <p role="status">{{ t('editor.pictures.sending', now) }}</p>
        <progress [max]="now.all" [value]="now.done" [attr.aria-label]="t('editor.pictures.sending', now)"></progress>
        <button type="button" mat-button (click)="pages.cancel()">{{ t('frame.cancel') }}</button>
      }
      @for (refusal of pages.refusals(); track refusal.file) {
        <tp-media-refusal kind="image" [file]="refusal.file" [problem]="refusal.problem" />
      }
      @if (pages.refusals().length > 0) {
        <button type="button" mat-button (click)="pages.cancel()">{{ t('editor.pictures.close') }}</button>
      }
    </ng-container>
  `,
  styles: `
    :host {
      display: grid;
      gap: var(--space-1);
    }
    progress {
      width: 100%;
      accent-color: var(--accent);
    }
    tp-media-refusal {
      padding: var(--space-2);
      border-radius: var(--radius-small);
      background: var(--bad-soft);
      font-size: 0.9rem;
    }
  `,
})
export class PictureProgress {
  protected readonly pages = inject(PicturePages);
}
