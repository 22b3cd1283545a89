import { ChangeDetectionStrategy, Component, effect, inject, untracked } from '@angular/core';
import { MatDialog } from '@angular/material/dialog';
import { ExportDialog, type ExportWish } from '../../core/export-dialog.ts';
import { CurrentExport } from './current-export.ts';
import { ExportForm } from './export-form.ts';
import { ExportOverlay } from './export-overlay.ts';

/** Where the dialog and the progress of exports appear, whatever the page. */
@Component({
  selector: 'tp-export-host',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ExportOverlay],
  template: `
    @if (current.address(); as address) {
      <tp-export-overlay [address]="address" />
    }
  `,
})
export class ExportHost {
  readonly #wishes = inject(ExportDialog);
  readonly #dialog = inject(MatDialog);
  protected readonly current = inject(CurrentExport);

  constructor() {
    effect(() => {
      const wish = this.#wishes.wish();
      if (wish) untracked(() => this.#open(wish));
    });
  }

  #open(wish: ExportWish): void {
    this.#wishes.close();
    this.#dialog.open<ExportForm, ExportWish>(ExportForm, { data: wish, width: '36rem' });
  }
}
