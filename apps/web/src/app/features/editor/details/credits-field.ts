import { ChangeDetectionStrategy, Component, computed, inject, input } from '@angular/core';
import { MatButtonModule } from '@angular/material/button';
import { TranslocoDirective } from '@jsverse/transloco';
import type { StoryDocument } from '@taleport/story-model';
import { storyLimits } from '@taleport/story-model/story-limits';
import { LanguageNames } from '../../../core/language-names.ts';
import { focusMover, rowAt, textInLastRow } from '../../../ui/focus-mover.ts';
import { Icon } from '../../../ui/icon.ts';
import { StoryDraft } from '../draft/story-draft.ts';

type Credit = StoryDocument['credits'][string][number];

/** Who made the story, in one language: a role and a name in each row. */
@Component({
  selector: 'tp-credits-field',
  changeDetection: ChangeDetectionStrategy.OnPush,
  imports: [Icon, MatButtonModule, TranslocoDirective],
  templateUrl: './credits-field.html',
  styleUrl: './credits-field.css',
})
export class CreditsField {
  readonly #draft = inject(StoryDraft);
  readonly #moveFocus = focusMover();
  protected readonly names = inject(LanguageNames);
  readonly story = input.required<StoryDocument>();
  readonly language = input.required<string>();
  protected readonly maxLength = storyLimits.shortTextLength;
  protected readonly credits = computed(() => this.story().credits[this.language()] ?? []);

  protected add(): void {
    this.#moveFocus(textInLastRow);
    this.#edit((credits) => [...credits, { role: '', name: '' }]);
  }

  protected write(index: number, change: Partial<Credit>): void {
    this.#edit(
      (credits) => credits.map((credit, at) => (at === index ? { ...credit, ...change } : credit)),
      `${Object.keys(change)}/${index}`,
    );
  }

  protected remove(index: number): void {
    this.#moveFocus(rowAt(index));
    this.#edit((credits) => credits.toSpliced(index, 1));
  }

  #edit(change: (credits: readonly Credit[]) => Credit[], field?: string): void {
    const language = this.language();
    const edit = {
      name: 'changeDetails' as const,
      ...(field && { field: `credits/${language}/${field}` }),
    };
    this.#draft.edit(edit, (story) => {
      const { [language]: before = [], ...others } = story.credits;
      const credits = change(before);
      return {
        ...story,
        credits: credits.length === 0 ? others : { ...others, [language]: credits },
      };
    });
  }
}
