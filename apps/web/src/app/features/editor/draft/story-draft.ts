import { computed, Injectable, signal } from '@angular/core';
import type { StoryDocument, Tile } from '@taleport/story-model';
import { noteTranslations } from '@taleport/story-model/translation-state';
import { asKind, changeTile, type TileKind } from '../document/tiles.ts';
import {
  type Edit,
  type EditHistory,
  noHistory,
  redone,
  undone,
  withEdit,
} from './edit-history.ts';

/** The story that is being written, as it is on the screen. */
@Injectable()
export class StoryDraft {
  readonly #document = signal<StoryDocument | undefined>(undefined);
  readonly #history = signal<EditHistory>(noHistory);

  readonly #formerTiles = new Map<string, Tile>();
  #openedTiles: ReadonlyMap<string, Tile> = new Map();

  readonly document = this.#document.asReadonly();
  readonly tiles = computed<readonly Tile[]>(() => this.#document()?.tiles ?? []);
  readonly languages = computed<readonly string[]>(() => this.#document()?.languages ?? [], {
    equal: (one, other) => one.join() === other.join(),
  });
  /** The language that the story was written in. */
  readonly source = computed(() => this.languages()[0] ?? 'en');
  readonly lastEdit = computed(() => this.#history().past.at(-1)?.edit);
  readonly nextEdit = computed(() => this.#history().future.at(-1)?.edit);

  /** Shows a document that comes from the server; there is nothing to undo in it. */
  open(document: StoryDocument): void {
    this.#document.set(document);
    this.#history.set(noHistory);
    this.#openedTiles = new Map(document.tiles.map((tile) => [tile.id, tile]));
  }

  edit(edit: Edit, change: (document: StoryDocument) => StoryDocument): void {
    const before = this.#document();
    if (!before) return;
    const after = change(before);
    if (after === before) return;
    this.#document.set(after);
    this.#history.update((history) => withEdit(history, { edit, before, at: Date.now() }));
  }

  editTile(id: string, edit: Omit<Edit, 'tileNumber'>, change: (tile: Tile) => Tile): void {
    const tileNumber = this.tiles().findIndex((tile) => tile.id === id) + 1;
    if (tileNumber === 0) return;
    const opened = this.#openedTiles.get(id);
    this.edit({ ...edit, tileNumber }, (document) =>
      changeTile(document, id, (tile) => {
        const changed = change(tile);
        if (!opened || changed === tile) return changed;
        return noteTranslations(changed, opened, this.languages());
      }),
    );
  }

  /** What a tile had as another kind comes back with that kind, as long as the story is open. */
  changeKind(id: string, kind: TileKind): void {
    this.editTile(id, { name: 'changeTileKind' }, (tile) => {
      this.#formerTiles.set(`${id} ${tile.kind}`, tile);
      return asKind(tile, kind, this.#formerTiles.get(`${id} ${kind}`));
    });
  }

  undo(): void {
    this.#move(undone);
  }

  redo(): void {
    this.#move(redone);
  }

  #move(step: typeof undone): void {
    const document = this.#document();
    const moved = document && step(this.#history(), document);
    if (!moved) return;
    this.#document.set(moved.document);
    this.#history.set(moved.history);
  }
}
