import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  linkedSignal,
} from '@angular/core';
import { type NavigationExtras, Router } from '@angular/router';
import { TranslocoDirective } from '@jsverse/transloco';
import { focusMover } from '../../../ui/focus-mover.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { HeldFiles } from '../media/held-files.ts';
import { PicturePages } from '../media/picture-pages.ts';
import { OpenStory } from '../open-story.ts';
import { StoryPreview } from '../preview/story-preview.ts';
import { TargetLanguage } from '../target-language.ts';
import { AddTile } from './add-tile.ts';
import { PictureProgress } from './picture-progress.ts';
import { TileEditor } from './tile-editor.ts';
import { TileList } from './tile-list.ts';

/** All pages of the story in a row, and the one that is written. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [AddTile, PictureProgress, StoryPreview, TileEditor, TileList, TranslocoDirective],
  templateUrl: './pages-view.html',
  styleUrl: './pages-view.css',
})
export class PagesView {
  readonly #router = inject(Router);
  readonly #story = inject(OpenStory);
  readonly #moveFocus = focusMover();
  readonly #pictures = inject(PicturePages);
  protected readonly held = inject(HeldFiles);
  protected readonly draft = inject(StoryDraft);
  protected readonly target = inject(TargetLanguage);
  readonly tileId = input<string>();

  readonly #wanted = computed(() => this.tileId() ?? this.#story.tileId());
  /** The place of the page that is open: where it was removed, its neighbour opens. */
  readonly #place = linkedSignal<number, { index: number; isLost: boolean }>({
    source: () => this.draft.tiles().findIndex(({ id }) => id === this.#wanted()),
    computation: (found, before) => {
      if (found >= 0) return { index: found, isLost: false };
      return before?.value ?? { index: 0, isLost: this.tileId() !== undefined };
    },
  });
  /** Whether the address names a page that the story does not have. */
  protected readonly isLost = computed(() => this.#place().isLost);
  protected readonly tile = computed(() => {
    const tiles = this.draft.tiles();
    return tiles[Math.min(this.#place().index, tiles.length - 1)];
  });
  protected readonly number = computed(() => {
    const tile = this.tile();
    return tile ? this.draft.tiles().indexOf(tile) + 1 : 0;
  });

  constructor() {
    effect(() => {
      const open = this.tile()?.id;
      this.#story.tileId.set(open);
      if (open !== undefined && this.tileId() === undefined)
        void this.show(open, { replaceUrl: true });
    });
  }

  /** The page that opens where one was removed, or where there is none, what adds one. */
  protected focusNeighbour(): void {
    this.#moveFocus((host) =>
      host.querySelector<HTMLElement>('tp-tile-list .open .page, tp-add-tile button'),
    );
  }

  /** Files are dropped between the pages, behind the one that they are held over. */
  protected takePictures(event: DragEvent): void {
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    const row = event.target instanceof Element ? event.target.closest('li') : null;
    const index = [...(row?.parentElement?.children ?? [])].indexOf(row as Element);
    this.#pictures.send(files, { tileId: this.draft.tiles()[index]?.id, fillsPage: false });
  }

  protected show(tileId: string, how: NavigationExtras = {}): Promise<boolean> {
    return this.#router.navigate(['/stories', this.#story.id(), 'pages', tileId], how);
  }

  /** Opens a page that was just added, for its first words. */
  protected async write(tileId: string): Promise<void> {
    await this.show(tileId);
    this.#moveFocus((host) => host.querySelector<HTMLElement>('tp-tile-editor textarea.text'));
  }
}
