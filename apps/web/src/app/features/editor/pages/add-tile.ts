import { ChangeDetectionStrategy, Component, inject, input, output } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { MatMenuModule } from '@angular/material/menu';
import { TranslocoDirective } from '@jsverse/transloco';
import { Icon } from '../../../ui/icon.ts';
import { acceptedTypes } from '../document/media-place.ts';
import { emptyTile, insertTile, type TileKind, tileKinds } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { PicturePages } from '../media/picture-pages.ts';

/** Adds a page of any kind after the one that is open. */
@Component({
  selector: 'tp-add-tile',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, MatMenuModule, TranslocoDirective],
  template: `
    <ng-container *transloco="let t">
      <button type="button" mat-stroked-button [matMenuTriggerFor]="kindMenu">
        <tp-icon name="add" /> {{ t(at() > 0 ? 'editor.pages.addAfter' : 'editor.pages.add', { number: at() }) }}
      </button>
      <mat-menu #kindMenu="matMenu">
        @for (kind of kinds; track kind) {
          <button type="button" mat-menu-item (click)="add(kind)">{{ t('editor.kinds.' + kind) }}</button>
        }
        <button type="button" mat-menu-item (click)="picker.click()">{{ t('editor.pictures.add') }}</button>
      </mat-menu>
      <input #picker type="file" multiple class="visually-hidden" tabindex="-1" [accept]="pictureTypes" [attr.aria-label]="t('editor.pictures.add')"
        (change)="addPictures(picker)" />
    </ng-container>
  `,
})
export class AddTile {
  readonly #draft = inject(StoryDraft);
  readonly #pictures = inject(PicturePages);
  /** The index that the new page will have. */
  readonly at = input.required<number>();
  readonly added = output<string>();
  protected readonly kinds = tileKinds;
  protected readonly pictureTypes = acceptedTypes('image');

  protected addPictures(picker: HTMLInputElement): void {
    const files = [...(picker.files ?? [])];
    picker.value = '';
    const tileId = this.#draft.tiles()[this.at() - 1]?.id;
    if (files.length > 0) this.#pictures.send(files, { tileId, fillsPage: false });
  }

  protected add(kind: TileKind): void {
    const tile = emptyTile(kind, this.#draft.tiles()[this.at()]);
    const edit = { name: 'addTile' as const, tileNumber: this.at() + 1 };
    this.#draft.edit(edit, (story) => insertTile(story, this.at(), tile));
    this.added.emit(tile.id);
  }
}
