import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryDocument } from '@taleport/story-model';
import type { Conflict } from '@taleport/story-model/merge-documents';
import { LanguageNames } from '../../../core/language-names.ts';
import { conflictPlace, conflictValue } from '../document/conflict-words.ts';
import { ConflictValue } from './conflict-value.ts';
import { DraftSaver } from './draft-saver.ts';
import { StoryDraft } from './story-draft.ts';

/** Shows what two editors have written in the same places, and lets the author choose. */
@Component({
  selector: 'tp-conflict-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConflictValue, MatButtonModule, TranslocoDirective],
  templateUrl: './conflict-panel.html',
  styleUrl: './conflict-panel.css',
})
export class ConflictPanel {
  readonly #saver = inject(DraftSaver);
  readonly #draft = inject(StoryDraft);
  /** The places, as paths, where the other side is taken. */
  readonly #theirs = signal<ReadonlySet<string>>(new Set());

  protected readonly names = inject(LanguageNames);
  protected readonly rows = computed(() => {
    const story = this.#draft.document();
    return story ? this.#saver.conflicts().map((conflict) => rowOf(conflict, story)) : [];
  });

  protected readonly sides = ['mine', 'theirs'] as const;

  protected takes(conflict: Conflict, side: 'mine' | 'theirs'): boolean {
    return this.#theirs().has(keyOf(conflict)) === (side === 'theirs');
  }

  protected take(conflict: Conflict, side: 'mine' | 'theirs'): void {
    const theirs = new Set(this.#theirs());
    if (side === 'theirs') theirs.add(keyOf(conflict));
    else theirs.delete(keyOf(conflict));
    this.#theirs.set(theirs);
  }

  protected settle(): void {
    this.#saver.settle((conflict) => this.#theirs().has(keyOf(conflict)));
    this.#theirs.set(new Set());
  }
}

function rowOf(conflict: Conflict, story: StoryDocument) {
  const place = conflictPlace(conflict.path, story);
  return {
    conflict,
    key: keyOf(conflict),
    place,
    isOfTile: conflict.path[0] === 'tiles',
    mine: conflictValue(conflict.mine, place.field, story),
    theirs: conflictValue(conflict.theirs, place.field, story),
  };
}

function keyOf({ path }: Conflict): string {
  return path.join('/');
}
