import { httpResource } from '@angular/common/http';
import { ChangeDetectionStrategy, Component, computed, inject } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import { routePath } from '@taleport/contracts/route';
import { storyRoutes } from '@taleport/contracts/routes/stories';
import type { DeletedTile, DeletedTileList } from '@taleport/contracts/stories';
import { Formats } from '../../../core/formats.ts';
import { Complaint } from '../../../ui/complaint.ts';
import { focusMover, rowAt } from '../../../ui/focus-mover.ts';
import { insertTile } from '../document/tiles.ts';
import { DraftSaver } from '../draft/draft-saver.ts';
import { StoryDraft } from '../draft/story-draft.ts';
import { OpenStory } from '../open-story.ts';
import { TileThumbnail } from '../pages/tile-thumbnail.ts';

/** The pages that were deleted; each can be brought back to where it stood. */
@Component({
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Complaint, MatButtonModule, TileThumbnail, TranslocoDirective],
  templateUrl: './bin-view.html',
  styleUrls: ['../view.css', '../versions/versions-view.css'],
})
export class BinView {
  readonly #story = inject(OpenStory);
  readonly #moveFocus = focusMover();
  readonly #saver = inject(DraftSaver);
  readonly #formats = inject(Formats);
  protected readonly draft = inject(StoryDraft);

  /** Asked again after each save, which may have deleted a page or brought one back. */
  protected readonly deleted = httpResource<DeletedTileList>(() => {
    this.#saver.revision();
    return routePath(storyRoutes.listDeletedTiles, { storyId: this.#story.id() });
  });
  /** Without those that are in the draft again, and not yet saved. */
  protected readonly rows = computed(() => {
    const there = new Set(this.draft.tiles().map(({ id }) => id));
    const tiles = this.deleted.hasValue() ? this.deleted.value().tiles : [];
    return tiles.filter(({ tile }) => !there.has(tile.id));
  });

  protected until({ goneAtUtc }: DeletedTile): string {
    return this.#formats.day(goneAtUtc);
  }

  protected restore({ tile, number }: DeletedTile): void {
    const index = this.rows().findIndex((row) => row.tile.id === tile.id);
    this.#moveFocus((host) => rowAt(index)(host) ?? host.querySelector<HTMLElement>('h2'));
    const at = Math.min(number - 1, this.draft.tiles().length);
    const edit = { name: 'restoreTile' as const, tileNumber: at + 1 };
    this.draft.edit(edit, (story) => insertTile(story, at, tile));
  }
}
