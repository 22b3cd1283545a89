import { ChangeDetectionStrategy, Component, computed, inject, signal } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { Conflict } from '../document/merge-documents.ts';
import { DraftSaver } from './draft-saver.ts';
import { StoryDraft } from './story-draft.ts';

/** Shows what two editors have written in the same places, and lets the author choose. */
@Component({
  selector: 'tp-conflict-panel',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [MatButtonModule, TranslocoDirective],
  templateUrl: './conflict-panel.html',
  styleUrl: './conflict-panel.css',
})
export class ConflictPanel {
  readonly #saver = inject(DraftSaver);
  readonly #draft = inject(StoryDraft);
  /** The places, as paths, where the other side is taken. */
  readonly #theirs = signal<ReadonlySet<string>>(new Set());

  protected readonly rows = computed(() =>
    this.#saver.conflicts().map((conflict) => ({
      conflict,
      key: keyOf(conflict),
      place: this.#placeOf(conflict),
      mine: shown(conflict.mine),
      theirs: shown(conflict.theirs),
    })),
  );

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

  /** The page counts from 1; 0 stands for the story itself. */
  #placeOf({ path }: Conflict): { page: number; field: string } {
    if (path[0] !== 'tiles') return { page: 0, field: path.join(' · ') };
    const page = this.#draft.tiles().findIndex(({ id }) => id === path[1]) + 1;
    return { page, field: path.slice(2).join(' · ') };
  }
}

function keyOf({ path }: Conflict): string {
  return path.join('/');
}

/** A value as one reads it: a text as it is, all else as JSON. */
function shown(value: unknown): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
