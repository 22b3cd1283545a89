import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { TranslocoDirective } from '@jsverse/transloco';
import type { UpdatesPreview } from '@taleport/contracts/story-fork';
import { LanguageNames } from '../../../core/language-names.ts';
import { conflictPlace, conflictValue } from '../document/conflict-words.ts';
import { ConflictValue } from '../draft/conflict-value.ts';

type Change = UpdatesPreview['changes'][number];

/** What another version of a story has changed, place by place. */
@Component({
  selector: 'tp-change-list',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [ConflictValue, TranslocoDirective],
  templateUrl: './change-list.html',
  styleUrl: './change-list.css',
})
export class ChangeList {
  readonly changes = input.required<readonly Change[]>();
  /** Where pages and answers are looked up. */
  readonly story = input.required<UpdatesPreview['document']>();
  /** Where media of the other version is. */
  readonly mediaUrl = input.required<(sha256: string) => string>();
  protected readonly names = inject(LanguageNames);

  protected readonly rows = computed(() => {
    const story = this.story();
    return this.changes().map(({ path, language, before, after }) => {
      const place = conflictPlace(path, story);
      return {
        place,
        isOfTile: path[0] === 'tiles' && path.length > 1,
        language: place.language ?? language,
        // The ids of pages or answers say nothing to anyone.
        isOrder: ['tiles', 'answers', 'options'].includes(path.at(-1) ?? ''),
        before: conflictValue(before, place.field, story),
        after: conflictValue(after, place.field, story),
      };
    });
  });
}
