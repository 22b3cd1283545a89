import { ChangeDetectionStrategy, Component, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { ExportDialog } from '../../core/export-dialog.ts';
import { Icon } from '../../ui/icon.ts';
import { DraftSaver } from './draft/draft-saver.ts';
import { OpenStory } from './open-story.ts';

/** Opens what there is to choose before the story is exported. */
@Component({
  selector: 'tp-export-button',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  template: `
    <button type="button" mat-stroked-button *transloco="let t" [disabled]="!story.known()" (click)="open()">
      <tp-icon name="download" /> {{ t('export.button') }}
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
export class ExportButton {
  readonly #dialog = inject(ExportDialog);
  readonly #saver = inject(DraftSaver);
  protected readonly story = inject(OpenStory);

  /** What is written is saved first: the package is made of the draft that the server has. */
  protected async open(): Promise<void> {
    await this.#saver.flush();
    const story = this.story.known();
    if (story) this.#dialog.open(story);
  }
}
