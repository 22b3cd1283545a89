import { CdkDrag, type CdkDragDrop, CdkDragHandle, CdkDropList } from '@angular/cdk/drag-drop';
import {
  afterNextRender,
  afterRenderEffect,
  ChangeDetectionStrategy,
  Component,
  computed,
  ElementRef,
  inject,
  input,
  output,
  signal,
} from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Tile } from '@taleport/story-model';
import { Icon } from '../../../ui/icon.ts';
import { emptyTile, insertTile, moveTile } from '../document/tiles.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { TileThumbnail } from './tile-thumbnail.ts';

const shownAtFirst = 30;

/** The pages of the story, to open and to put in another order: by drag, or with Alt and the arrow keys. */
@Component({
  selector: 'tp-tile-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [CdkDrag, CdkDragHandle, CdkDropList, Icon, TileThumbnail, TranslocoDirective],
  templateUrl: './tile-list.html',
  styleUrl: './tile-list.css',
})
export class TileList {
  protected readonly draft = inject(StoryDraft);
  readonly selected = input<string>();
  readonly opened = output<string>();
  readonly added = output<string>();

  /** The first screen of a long list does not wait for the rest of it. */
  readonly #shown = signal(shownAtFirst);
  protected readonly tiles = computed(() => this.draft.tiles().slice(0, this.#shown()));

  readonly #place = inject<ElementRef<HTMLElement>>(ElementRef);

  constructor() {
    afterRenderEffect(() => {
      if (!this.selected() || !this.tiles()) return;
      this.#place.nativeElement
        .querySelector('.open')
        ?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    });
    afterNextRender(() => setTimeout(() => this.#shown.set(Number.POSITIVE_INFINITY)));
  }

  protected add(index: number): void {
    const page = emptyTile('page');
    const edit = { name: 'addTile' as const, tileNumber: index + 1 };
    this.draft.edit(edit, (story) => insertTile(story, index, page));
    this.added.emit(page.id);
  }

  protected drop({ previousIndex, currentIndex }: CdkDragDrop<unknown>): void {
    this.#move(previousIndex, currentIndex);
  }

  protected moveByKey(event: KeyboardEvent, tile: Tile): void {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    if (!event.altKey || step === undefined) return;
    event.preventDefault();
    const button = event.currentTarget;
    const from = this.draft.tiles().indexOf(tile);
    this.#move(from, from + step);
    // The list is drawn anew around the button that was moved, which then has lost the focus.
    requestAnimationFrame(() => button instanceof HTMLElement && button.focus());
  }

  #move(from: number, to: number): void {
    if (from === to || to < 0 || to >= this.draft.tiles().length) return;
    const edit = { name: 'moveTile' as const, tileNumber: from + 1 };
    this.draft.edit(edit, (story) => moveTile(story, from, to));
  }
}
