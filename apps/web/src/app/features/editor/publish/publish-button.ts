import { ChangeDetectionStrategy, Component, inject, ViewContainerRef } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatDialog } from '@angular/material/dialog';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../../../ui/icon.ts';

/** Opens what there is to see before a story is published. */
@Component({
  selector: 'tp-publish-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <button type="button" mat-stroked-button *transloco="let t" (click)="open()">
      <tp-icon name="publish" /> {{ t('publish.open') }}
    </button>
  `,
  styles: `
    @media (max-width: 40rem) {
      tp-icon {
        display: none;
      }
    }
  `,
})
export class PublishButton {
  readonly #dialog = inject(MatDialog);
  readonly #place = inject(ViewContainerRef);

  protected async open(): Promise<void> {
    const { PublishDialog } = await import('./publish-dialog.ts');
    this.#dialog.open(PublishDialog, { viewContainerRef: this.#place, width: '40rem' });
  }
}
