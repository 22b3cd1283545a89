import { ChangeDetectionStrategy, Component, computed, inject, input, model } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryDocument } from '@taleport/story-model';
import type { Conflict, Path } from '@taleport/story-model/merge-documents';
import { LanguageNames } from '../../../core/language-names.ts';
import { conflictPlace, conflictValue } from '../document/conflict-words.ts';
import { ConflictValue } from './conflict-value.ts';

/** Shows what two sides have made of the same places, and lets the author choose in each. */
@Component({
  selector: 'tp-conflict-choices',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConflictValue, TranslocoDirective],
  templateUrl: './conflict-choices.html',
  styleUrl: './conflict-choices.css',
})
export class ConflictChoices {
  readonly conflicts = input.required<readonly Conflict[]>();
  /** Where pages and answers are looked up. */
  readonly story = input.required<StoryDocument>();
  /** The key of the text that says whose the other side is. */
  readonly theirsName = input('editor.conflict.theirs');
  /** Where media of the other side is; left out: with the story that is open. */
  readonly theirsMediaUrl = input<(sha256: string) => string>();
  /** The places, by `placeKey`, where the other side is taken. */
  readonly theirs = model.required<ReadonlySet<string>>();

  protected readonly names = inject(LanguageNames);
  protected readonly sides = ['mine', 'theirs'] as const;
  protected readonly rows = computed(() =>
    this.conflicts().map((conflict) => rowOf(conflict, this.story())),
  );

  protected takes({ path }: Conflict, side: 'mine' | 'theirs'): boolean {
    return this.theirs().has(placeKey(path)) === (side === 'theirs');
  }

  protected take({ path }: Conflict, side: 'mine' | 'theirs'): void {
    const theirs = new Set(this.theirs());
    if (side === 'theirs') theirs.add(placeKey(path));
    else theirs.delete(placeKey(path));
    this.theirs.set(theirs);
  }
}

/** A place as one word. */
export function placeKey(path: Path): string {
  return path.join('/');
}

function rowOf(conflict: Conflict, story: StoryDocument) {
  const place = conflictPlace(conflict.path, story);
  return {
    conflict,
    key: placeKey(conflict.path),
    place,
    isOfTile: conflict.path[0] === 'tiles',
    mine: conflictValue(conflict.mine, place.field, story),
    theirs: conflictValue(conflict.theirs, place.field, story),
  };
}
